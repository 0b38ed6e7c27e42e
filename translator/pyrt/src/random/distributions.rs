//! Floats with a distribution.

use std::f64::consts::{E, PI, TAU};

use super::Random;
use crate::Py;
use crate::exc::VALUE_ERROR;
use crate::float;
use crate::int::raised;
use crate::math::{self, elementary};

/// `4 * exp(-0.5) / sqrt(2.0)`
const RATIO: f64 = 1.715_527_769_921_413_5;
/// `log(4.0)`
const LOG_4: f64 = 1.386_294_361_119_890_6;
/// `1.0 + log(4.5)`
const ONE_AND_LOG_4_5: f64 = 2.504_077_396_776_274;

impl Random {
    /// `uniform(a, b)`.
    pub fn uniform(&self, a: f64, b: f64) -> f64 {
        a + (b - a) * self.random()
    }

    /// `triangular(low, high, mode)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the mode is outside, for some numbers.
    pub fn triangular(&self, low: f64, high: f64, mode: Option<f64>) -> Py<f64> {
        let part = self.random();
        let peak = match mode {
            None => 0.5,
            Some(_) if high - low == 0.0 => return Ok(low),
            Some(mode) => (mode - low) / (high - low),
        };
        if part > peak {
            return Ok(high + (low - high) * math::sqrt((1.0 - part) * (1.0 - peak))?);
        }
        Ok(low + (high - low) * math::sqrt(part * peak)?)
    }

    /// `normalvariate(mu, sigma)`, by Kinderman and Monahan.
    pub fn normalvariate(&self, mu: f64, sigma: f64) -> f64 {
        loop {
            let one = self.random();
            let other = 1.0 - self.random();
            let value = RATIO * (one - 0.5) / other;
            if value * value / 4.0 <= -elementary::log(other) {
                return mu + value * sigma;
            }
        }
    }

    /// `gauss(mu, sigma)`: values are made in pairs, and the second is kept.
    pub fn gauss(&self, mu: f64, sigma: f64) -> f64 {
        let value = self.gauss_next.take().unwrap_or_else(|| self.gauss_pair());
        mu + value * sigma
    }

    fn gauss_pair(&self) -> f64 {
        let angle = self.random() * TAU;
        let radius = (-2.0 * elementary::log(1.0 - self.random())).sqrt();
        self.gauss_next.set(Some(elementary::sin(angle) * radius));
        elementary::cos(angle) * radius
    }

    /// `lognormvariate(mu, sigma)`.
    ///
    /// # Errors
    ///
    /// `OverflowError` where it is too large.
    pub fn lognormvariate(&self, mu: f64, sigma: f64) -> Py<f64> {
        math::exp(self.normalvariate(mu, sigma))
    }

    /// `expovariate(lambd)`.
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`.
    pub fn expovariate(&self, lambd: f64) -> Py<f64> {
        float::true_div(-elementary::log(1.0 - self.random()), lambd)
    }

    /// `vonmisesvariate(mu, kappa)`, by Fisher.
    ///
    /// # Errors
    ///
    /// `ValueError` for some numbers that are no parameters.
    pub fn vonmisesvariate(&self, mu: f64, kappa: f64) -> Py<f64> {
        if kappa <= 1e-6 {
            return Ok(TAU * self.random());
        }
        let half = 0.5 / kappa;
        let whole = half + (1.0 + half * half).sqrt();
        let cosine = self.von_mises_cosine(whole)?;
        let inverse = 1.0 / whole;
        let turn = math::acos((inverse + cosine) / (1.0 + inverse * cosine));
        if self.random() > 0.5 { float::modulo(mu + turn?, TAU) } else { float::modulo(mu - turn?, TAU) }
    }

    fn von_mises_cosine(&self, whole: f64) -> Py<f64> {
        loop {
            let cosine = elementary::cos(PI * self.random());
            let part = cosine / (whole + cosine);
            let height = self.random();
            if height < 1.0 - part * part || height <= (1.0 - part) * math::exp(part)? {
                return Ok(cosine);
            }
        }
    }

    /// `gammavariate(alpha, beta)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where one of them is not above 0.
    pub fn gammavariate(&self, alpha: f64, beta: f64) -> Py<f64> {
        if alpha <= 0.0 || beta <= 0.0 {
            return Err(raised(&VALUE_ERROR, "gammavariate: alpha and beta must be > 0.0"));
        }
        let value = if alpha > 1.0 {
            self.gamma_above_one(alpha)?
        } else if alpha == 1.0 {
            -elementary::log(1.0 - self.random())
        } else {
            self.gamma_below_one(alpha)?
        };
        Ok(value * beta)
    }

    /// By Cheng.
    fn gamma_above_one(&self, alpha: f64) -> Py<f64> {
        let root = (2.0 * alpha - 1.0).sqrt();
        loop {
            let one = self.random();
            if !(1e-7 < one && one < 0.999_999_9) {
                continue;
            }
            let other = 1.0 - self.random();
            let slope = math::log(one / (1.0 - one))? / root;
            let value = alpha * math::exp(slope)?;
            let bound = one * one * other;
            let rest = (alpha - LOG_4) + (alpha + root) * slope - value;
            if rest + ONE_AND_LOG_4_5 - 4.5 * bound >= 0.0 || rest >= math::log(bound)? {
                return Ok(value);
            }
        }
    }

    /// By Kennedy and Gentle.
    fn gamma_below_one(&self, alpha: f64) -> Py<f64> {
        let bound = (E + alpha) / E;
        loop {
            let part = bound * self.random();
            let is_low = part <= 1.0;
            let value = if is_low { float::pow(part, 1.0 / alpha)? } else { -math::log((bound - part) / alpha)? };
            let height = self.random();
            let limit = if is_low { math::exp(-value)? } else { float::pow(value, alpha - 1.0)? };
            if height <= limit {
                return Ok(value);
            }
        }
    }

    /// `betavariate(alpha, beta)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where one of them is not above 0.
    pub fn betavariate(&self, alpha: f64, beta: f64) -> Py<f64> {
        let one = self.gammavariate(alpha, 1.0)?;
        if one == 0.0 {
            return Ok(0.0);
        }
        Ok(one / (one + self.gammavariate(beta, 1.0)?))
    }

    /// `paretovariate(alpha)`.
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`; `OverflowError` where it is too large.
    pub fn paretovariate(&self, alpha: f64) -> Py<f64> {
        let part = 1.0 - self.random();
        float::pow(part, float::true_div(-1.0, alpha)?)
    }

    /// `weibullvariate(alpha, beta)`.
    ///
    /// # Errors
    ///
    /// `ZeroDivisionError`; `OverflowError` where it is too large.
    pub fn weibullvariate(&self, alpha: f64, beta: f64) -> Py<f64> {
        let part = 1.0 - self.random();
        Ok(alpha * float::pow(-elementary::log(part), float::true_div(1.0, beta)?)?)
    }
}
