//! Python's datetimes as microseconds.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyDateAccess, PyDateTime, PyDelta, PyDeltaAccess, PyInt, PyTimeAccess, PyTzInfo, PyTzInfoAccess,
};

use super::error::BadBars;

/// An aware datetime, or an int that is microseconds UTC already.
pub fn micros(at: &Bound<'_, PyAny>) -> PyResult<i64> {
    if let Ok(at) = at.cast::<PyDateTime>() {
        let seconds = days(at.get_year(), at.get_month(), at.get_day()) * 86_400
            + i64::from(at.get_hour()) * 3_600
            + i64::from(at.get_minute()) * 60
            + i64::from(at.get_second());
        return Ok(seconds * 1_000_000 + i64::from(at.get_microsecond()) - offset(at)?);
    }
    if at.is_instance_of::<PyInt>() {
        return at.extract();
    }
    Err(PyTypeError::new_err(format!(
        "at is an aware datetime or microseconds UTC, not {at}"
    )))
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
fn days(year: i32, month: u8, day: u8) -> i64 {
    // Years begin in March, so that a leap day is the last of its year.
    let year = i64::from(year) - i64::from(month <= 2);
    let (era, month) = (year.div_euclid(400), i64::from(month));
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Microseconds ahead of UTC.
fn offset(at: &Bound<'_, PyDateTime>) -> PyResult<i64> {
    let py = at.py();
    if let Some(zone) = at.get_tzinfo() {
        // Asking a zone for its offset takes longer than all indicators of a bar; the two usual
        // objects for UTC are known.
        if zone.is(PyTzInfo::utc(py)?) || zoneinfo_utc(py).is_some_and(|utc| zone.is(utc)) {
            return Ok(0);
        }
    }
    let offset = at.call_method0(intern!(py, "utcoffset"))?;
    let offset = offset.cast::<PyDelta>().map_err(|_| {
        BadBars::new_err(format!("{at} has no time zone; bars need aware datetimes"))
    })?;
    Ok(
        (i64::from(offset.get_days()) * 86_400 + i64::from(offset.get_seconds())) * 1_000_000
            + i64::from(offset.get_microseconds()),
    )
}

/// `zoneinfo.ZoneInfo("UTC")`, of which there is one; none where the system has no zones.
fn zoneinfo_utc(py: Python<'_>) -> Option<&Py<PyAny>> {
    static UTC: PyOnceLock<Option<Py<PyAny>>> = PyOnceLock::new();
    UTC.get_or_init(py, || {
        let zones = py.import("zoneinfo").ok()?;
        Some(zones.call_method1("ZoneInfo", ("UTC",)).ok()?.unbind())
    })
    .as_ref()
}
