//! What a router asks of an implementation whose traits can be switched off one by one.

/// A trait that asks for `$api` where the feature is on, and for nothing where it is off.
#[doc(hidden)]
#[macro_export]
macro_rules! __switch {
    ($feature:tt, $switch:ident: $api:ident <Principal>) => {
        $crate::__switch!(@ $feature, $switch, $api, $api<Principal = P>);
    };
    ($feature:tt, $switch:ident: $api:ident) => {
        $crate::__switch!(@ $feature, $switch, $api, $api);
    };
    (@ $feature:tt, $switch:ident, $api:ident, $($bound:tt)+) => {
        #[doc = ::core::concat!(
            "Serves `", ::core::stringify!($api), "`, where the feature `", $feature, "` is on."
        )]
        #[cfg(feature = $feature)]
        pub trait $switch<P>: $($bound)+ {}

        #[cfg(feature = $feature)]
        impl<T: $($bound)+, P> $switch<P> for T {}

        #[doc = ::core::concat!(
            "Serves `", ::core::stringify!($api), "`, where the feature `", $feature, "` is on."
        )]
        #[cfg(not(feature = $feature))]
        pub trait $switch<P> {}

        #[cfg(not(feature = $feature))]
        impl<T, P> $switch<P> for T {}
    };
}
pub use __switch;
