//! Addresses as they are written, and networks of them.
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

/// All addresses that begin alike, such as `10.0.0.0/8`; or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// What they begin with, and zeros: an address of IPv4 is one of IPv6 that stands for it.
    bits: u128,
    /// How much of it they begin with.
    length: u8,
}

/// Where an address of IPv4 begins in the one of IPv6 that stands for it.
const OF_IPV4: u8 = 96;

impl Network {
    /// Whether it holds that address.
    pub fn holds(&self, address: IpAddr) -> bool {
        (self.bits ^ bits(address)).checked_shr(u32::from(128 - self.length)).unwrap_or(0) == 0
    }

    /// The address that it begins with, and the length as it is written with that.
    fn parts(&self) -> (IpAddr, u8) {
        match Ipv6Addr::from_bits(self.bits).to_canonical() {
            address @ IpAddr::V4(_) if self.length >= OF_IPV4 => (address, self.length - OF_IPV4),
            _ => (Ipv6Addr::from_bits(self.bits).into(), self.length),
        }
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl FromStr for Network {
    type Err = ();

    /// An address that stands for itself, or one that is zero after so many bits.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let (before, most) = if address.is_ipv4() { (OF_IPV4, 32) } else { (0, 128) };
        let length = match length {
            None => most,
            Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => length.parse().map_err(|_| ())?,
            Some(_) => return Err(()),
        };
        if length > most {
            return Err(());
        }
        let network = Self { bits: bits(address), length: before + length };
        let rest = u128::MAX.checked_shr(network.length.into()).unwrap_or(0);
        if network.bits & rest == 0 { Ok(network) } else { Err(()) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (address, length) = self.parts();
        match self.length {
            128 => write!(f, "{address}"),
            _ => write!(f, "{address}/{length}"),
        }
    }
}

/// An address as a proxy writes it, perhaps with its port.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_what_begins_like_it() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::10.1.2.3"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("192.0.2.8/31", "192.0.2.9", "192.0.2.10"),
            ("::1", "::1", "::2"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::ffff:10.0.0.0/104", "10.9.9.9", "11.0.0.1"),
            ("0.0.0.0/0", "255.1.2.3", "2001:db8::1"),
        ] {
            let network: Network = network.parse().unwrap();
            assert!(network.holds(inside.parse().unwrap()), "{network} {inside}");
            assert!(!network.holds(outside.parse().unwrap()), "{network} {outside}");
            assert_eq!(network.to_string().parse(), Ok(network));
        }
        assert_eq!("::ffff:10.0.0.0/104".parse::<Network>().unwrap().to_string(), "10.0.0.0/8");
        assert_eq!("::/0".parse::<Network>().unwrap().to_string(), "::/0");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "/8",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/8/8",
            "10.0.0.1/8",
            "10.0.0",
            "::1/129",
            "::1/64",
            "localhost",
            "10.0.0.0/-1",
            "*",
        ] {
            assert_eq!(text.parse::<Network>(), Err(()), "{text}");
        }
    }

    #[test]
    fn an_address_is_read_with_or_without_its_port() {
        let read = |text: &str| address(text).map(|address| address.to_string());
        for (text, expected) in [
            (" 192.0.2.1 ", "192.0.2.1"),
            ("192.0.2.1:443", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "unknown", "_hidden", "192.0.2", "for=192.0.2.1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
