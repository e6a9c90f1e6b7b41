//! The examples of RFC 7529, section 4.3, and what its order of steps leads to.
use crate::rfc::check;
use jiff::civil::date;

#[test]
fn the_rules_of_rfc_7529_lead_to_its_instances() {
    let midnight = |year, month, day| date(year, month, day).at(0, 0, 0, 0);
    check(midnight(2013, 2, 10), &[("RSCALE=CHINESE;FREQ=YEARLY", 4, "20130210 20140131 20150219 20160208")]);
    check(
        midnight(2013, 9, 6),
        &[("RSCALE=ETHIOPIC;FREQ=MONTHLY;BYMONTH=13", 4, "20130906 20140906 20150906 20160906")],
    );
    check(
        midnight(2014, 2, 8),
        &[(
            "RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8;SKIP=FORWARD",
            5,
            "20140208 20150227 20160217 20170306 20180223",
        )],
    );
    check(
        midnight(2012, 2, 29),
        &[
            ("RSCALE=GREGORIAN;FREQ=YEARLY", 3, "20120229 20160229 20200229"),
            ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", 5, "20120229 20130301 20140301 20150301 20160229"),
            ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD", 5, "20120229 20130228 20140228 20150228 20160229"),
        ],
    );
    check(
        midnight(2014, 1, 31),
        &[
            ("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=OMIT", 4, "20140131 20140331 20140531 20140731"),
            ("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD", 4, "20140131 20140228 20140331 20140430"),
            ("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD", 5, "20140131 20140301 20140331 20140501 20140531"),
        ],
    );
}

#[test]
fn months_that_are_not_there_are_settled_before_days() {
    let midnight = |year, month, day| date(year, month, day).at(0, 0, 0, 0);
    // The Hebrew year 5774 has a leap month, 5775 has none; its 5th month has 30 days and its 6th 29.
    check(
        midnight(2014, 3, 2),
        &[
            ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=30;SKIP=OMIT", 2, "20140302 20160310"),
            ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=30;SKIP=FORWARD", 3, "20140302 20150321 20160310"),
            ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=30;SKIP=BACKWARD", 3, "20140302 20150219 20160310"),
            ("RSCALE=HEBREW;FREQ=YEARLY;SKIP=BACKWARD", 3, "20140302 20150219 20160310"),
        ],
    );
    // The last day of the 9th leap month of the Chinese year that began in 2014.
    check(
        midnight(2014, 11, 21),
        &[
            ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=9L;BYMONTHDAY=-1;SKIP=FORWARD", 2, "20141121 20151210"),
            ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=9L;BYMONTHDAY=-1;SKIP=BACKWARD", 2, "20141121 20151111"),
        ],
    );
    // The short month has 5 days, and 6 before a leap year.
    check(
        midnight(2011, 9, 11),
        &[
            ("RSCALE=ETHIOPIC;FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=6", 2, "20110911 20150911"),
            ("RSCALE=ETHIOPIC;FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=6;SKIP=BACKWARD", 3, "20110911 20120910 20130910"),
            ("RSCALE=ETHIOPIC;FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=6;SKIP=FORWARD", 3, "20110911 20120911 20130911"),
        ],
    );
    // A day that counts from the end and is not there lies before the month.
    check(
        midnight(2015, 1, 1),
        &[
            ("RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=-31;SKIP=BACKWARD", 4, "20150101 20150131 20150301 20150331"),
            ("RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=-31;SKIP=FORWARD", 4, "20150101 20150201 20150301 20150401"),
        ],
    );
}

#[test]
fn what_was_skipped_forward_is_one_with_what_is_there_and_stays_in_order() {
    let at = date(2015, 2, 1).at(9, 0, 0, 0);
    check(
        at,
        &[
            (
                "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=1,30;SKIP=FORWARD",
                6,
                "20150201 20150301 20150330 20150401 20150430 20150501",
            ),
            (
                "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=1,30;BYHOUR=9,17;BYSETPOS=1,-1;SKIP=FORWARD",
                5,
                "20150201 20150301 20150301T1700 20150330T1700 20150401",
            ),
        ],
    );
}
