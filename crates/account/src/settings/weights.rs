//! How much each kind of event weighs.
use api::{Bound, Patch, patch};
use base::Flaw;
use serde::{Deserialize, Serialize};
use store::Described;
use utoipa::{
    ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema},
    },
};

/// How far a weight may go.
const WEIGHT: Bound = Bound::Number(0.0, 1.0);

macro_rules! weights {
    ($($(#[doc = $about:tt])+ $name:ident;)+) => {
        /// How much each kind of event weighs when days are planned, from 0 to 1.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
        pub struct EventWeights {
            $($(#[doc = $about])+ pub $name: f64,)+
        }

        /// What a client says of the weights: what is not named is kept, and null is the usual weight.
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default)]
        pub(crate) struct WeightsFields {
            $($name: Patch<Option<f64>>,)+
        }

        impl WeightsFields {
            /// What is wrong with them, where they are at that place.
            pub(super) fn flaws(&self, at: &str) -> Vec<Flaw> {
                let flaws = [$(patch::flaw(stringify!($name), &self.$name, WEIGHT)),+].into_iter().flatten();
                flaws.map(|flaw| Flaw { at: format!("{at}{}", flaw.at), ..flaw }).collect()
            }

            /// The weights with what was said of them.
            pub(super) fn applied(self, weights: EventWeights, usual: EventWeights) -> EventWeights {
                let one = |said: Patch<Option<f64>>, weight, usual| match said {
                    Patch::Keep => weight,
                    Patch::Set(said) => said.unwrap_or(usual),
                };
                EventWeights { $($name: one(self.$name, weights.$name, usual.$name),)+ }
            }
        }

        impl Described for WeightsFields {
            fn described() -> RefOr<Schema> {
                let object = ObjectBuilder::new();
                $(let object = object.property(
                    stringify!($name), patch::bounded::<Option<f64>>(concat!($($about),+), WEIGHT));)+
                object.build().into()
            }
        }
    };
}

weights! {
    /// A meeting.
    meeting;
    /// An appointment.
    appointment;
    /// A reminder.
    reminder;
    /// A task.
    task;
    /// Any other event.
    event;
}

store::kept_as_json!(EventWeights);
