//! The list of what a profile tells.
use super::{
    documents::{Address, EmergencyContact},
    part::{Part, profile, told},
    rules::Form,
};
use base::Day;

/// What the text of a part may look like; documents say it of each of their texts.
fn form(said: &[Form]) -> Form {
    said.first().copied().unwrap_or(Form::Plain(0))
}

profile! {
    /// Their first name.
    first_name "firstName": String = Form::Plain(100);
    /// Their last name.
    last_name "lastName": String = Form::Plain(100);
    /// What they like to be called; their username, as long as they say nothing else.
    display_name "displayName": String = Form::Plain(200);
    /// The day they were born on: 1990-04-03, 04/03/1990 or 23/04/1990; 03/04/2020 is read as the fourth of March.
    date_of_birth "dateOfBirth": Day = Form::Day;
    /// Their phone, with its country; kept in E.164.
    phone_number "phoneNumber": String = Form::Phone;
    /// Another phone, with its country; kept in E.164.
    alternate_phone "alternatePhone": String = Form::Phone;
    /// Where they live.
    personal_address "personalAddress": Address;
    /// What they do.
    job_title "jobTitle": String = Form::Plain(200);
    /// Whom they do it for.
    company "company": String = Form::Plain(200);
    /// In which part of it.
    department "department": String = Form::Plain(200);
    /// Their phone at work, with its country; kept in E.164.
    work_phone "workPhone": String = Form::Phone;
    /// Where mail reaches them at work.
    work_email "workEmail": String = Form::Email;
    /// Where they work.
    work_address "workAddress": Address;
    /// How they like to be reached.
    preferred_contact_method "preferredContactMethod": String = Form::Plain(50);
    /// Whom to call when something has happened.
    emergency_contact "emergencyContact": EmergencyContact;
    /// About them.
    bio "bio": String = Form::Plain(5_000);
    /// Their place in the web.
    website "website": String = Form::Website;
    /// Their address or name at LinkedIn.
    linked_in "linkedIn": String = Form::Handle;
    /// Their address or name at Twitter.
    twitter "twitter": String = Form::Handle;
    /// Their address or name at GitHub.
    github "github": String = Form::Handle;
    /// The IANA zone they live in.
    timezone "timezone": String = Form::Zone;
    /// The language they speak.
    language "language": String = Form::Plain(50);
}
