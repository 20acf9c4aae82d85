//! Runs processes in turns and says what each took: CPU, time and peak memory, as the system counts them.
//!
//! Must not know what the processes do.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

use super::row::Spread;
use crate::paths;

/// Makes the command of one run; what has to be prepared before is done in it, outside of the measurement.
pub type Prepare<'a> = Box<dyn Fn() -> io::Result<Command> + 'a>;

/// How often to measure.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Rounds that count; in each, everything runs once.
    pub rounds: usize,
    /// A round before that does not count.
    pub warm: bool,
    /// After this time, `least` rounds are enough.
    pub patience: Duration,
    /// Rounds that there are in any case, if there are as many.
    pub least: usize,
}

/// What the runs of one command took.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    /// The command, as a person would type it in the root of the repository.
    pub shown: String,
    cpu: Vec<f64>,
    elapsed: Vec<f64>,
    memory: Vec<f64>,
}

impl Samples {
    /// Seconds of CPU.
    pub fn cpu(&self) -> Spread {
        Spread::of(&self.cpu)
    }

    /// Milliseconds of CPU.
    pub fn cpu_ms(&self) -> Spread {
        let ms: Vec<f64> = self.cpu.iter().map(|seconds| seconds * 1000.0).collect();
        Spread::of(&ms)
    }

    /// Seconds on the clock.
    pub fn elapsed(&self) -> Spread {
        Spread::of(&self.elapsed)
    }

    /// Peak memory in MiB.
    pub fn memory(&self) -> Spread {
        Spread::of(&self.memory)
    }
}

/// Runs all of `works` in turns.
///
/// # Errors
/// If one cannot be started or fails.
pub fn in_turns(works: &[Prepare], plan: Plan) -> io::Result<Vec<Samples>> {
    rounds(works, plan, |work, samples| once(&mut work()?, samples))
}

/// Runs all groups in turns, and the members of a group at once: a group's time on the clock is that of its slowest
/// member, its CPU and memory are the sums.
///
/// # Errors
/// If one cannot be started or fails.
pub fn groups_in_turns(groups: &[Vec<Prepare>], plan: Plan) -> io::Result<Vec<Samples>> {
    rounds(groups, plan, |group, samples| at_once(group, samples))
}

fn rounds<W>(
    works: &[W],
    plan: Plan,
    run: impl Fn(&W, &mut Samples) -> io::Result<()>,
) -> io::Result<Vec<Samples>> {
    let mut samples = vec![Samples::default(); works.len()];
    if plan.warm {
        for work in works {
            run(work, &mut Samples::default())?;
        }
    }
    let start = Instant::now();
    for round in 0..plan.rounds {
        if round >= plan.least && start.elapsed() > plan.patience {
            break;
        }
        for (work, samples) in works.iter().zip(&mut samples) {
            run(work, samples)?;
        }
    }
    Ok(samples)
}

fn at_once(group: &[Prepare], samples: &mut Samples) -> io::Result<()> {
    let commands = group.iter().map(|work| work());
    let commands = commands.collect::<io::Result<Vec<_>>>()?;
    let mut members = vec![Samples::default(); commands.len()];
    std::thread::scope(|scope| {
        let running: Vec<_> = commands
            .into_iter()
            .zip(&mut members)
            .map(|(mut command, member)| scope.spawn(move || once(&mut command, member)))
            .collect();
        let ended = running.into_iter().map(|thread| {
            let failed = |_| Err(io::Error::other("a measuring thread panicked"));
            thread.join().unwrap_or_else(failed)
        });
        ended.collect::<io::Result<Vec<()>>>()
    })?;
    let shown: Vec<&str> = members.iter().map(|member| member.shown.as_str()).collect();
    samples.shown = shown.join(" & ");
    let of = |kind: fn(&Samples) -> &Vec<f64>| members.iter().flat_map(kind).copied();
    samples.cpu.push(of(|member| &member.cpu).sum());
    samples.memory.push(of(|member| &member.memory).sum());
    let slowest = of(|member| &member.elapsed).fold(0.0, f64::max);
    samples.elapsed.push(slowest);
    Ok(())
}

/// Runs a command once and adds what it took.
///
/// # Errors
/// If it cannot be started or fails; the error has the end of what it said.
pub fn once(command: &mut Command, samples: &mut Samples) -> io::Result<()> {
    let log = tempfile::NamedTempFile::new()?;
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(log.reopen()?);
    samples.shown = shown(command);
    let start = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|error| io::Error::other(format!("`{}`: {error}", samples.shown)))?;
    let used = child.wait4()?;
    let elapsed = start.elapsed();
    if !used.status.success() {
        let said = last_lines(log.path());
        let message = format!("`{}`: {}\n{said}", samples.shown, used.status);
        return Err(io::Error::other(message));
    }
    let cpu = used.rusage.utime + used.rusage.stime;
    samples.cpu.push(cpu.as_secs_f64());
    samples.elapsed.push(elapsed.as_secs_f64());
    #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
    samples
        .memory
        .push(used.rusage.maxrss as f64 / (1024.0 * 1024.0));
    Ok(())
}

/// How many instructions a run of a command takes, counted by callgrind; `None` without a valgrind. They are nearly the
/// same in every run, whatever else the machine does.
///
/// # Errors
/// If the command fails, or nothing is counted.
pub fn instructions(command: &Command) -> io::Result<Option<u64>> {
    let mut version = Command::new("valgrind");
    if quiet(version.arg("--version")).is_err() {
        return Ok(None);
    }
    let mut counting = Command::new("valgrind");
    counting.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    counting
        .arg(command.get_program())
        .args(command.get_args())
        .stdin(Stdio::null());
    let output = counting.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    match counted(&said).filter(|_| output.status.success()) {
        Some(count) => Ok(Some(count)),
        None => Err(io::Error::other(format!(
            "`{}`: nothing was counted\n{}",
            shown(command),
            tail(&said)
        ))),
    }
}

/// The sum that callgrind says at its end.
fn counted(said: &str) -> Option<u64> {
    let sum = said
        .lines()
        .find_map(|line| line.split_once("Collected :"))?;
    sum.1.trim().parse().ok().filter(|count| *count > 0)
}

/// Runs a command that is not measured, its output hidden, and gives what it printed.
///
/// # Errors
/// If it cannot be started or fails; the error has the end of what it said.
pub fn quiet(command: &mut Command) -> io::Result<String> {
    let text = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| io::Error::other(format!("`{text}`: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let message = format!("`{text}`: {}\n{}", output.status, tail(&said));
        return Err(io::Error::other(message));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as typed: what is in the repository is relative to it, the corpus is `$OAS_CORPUS`.
pub fn shown(command: &Command) -> String {
    let root = format!("{}/", paths::root().display());
    let corpus = std::env::var("OAS_CORPUS").unwrap_or_default();
    let plain = |text: &std::ffi::OsStr| {
        let mut text = text.to_string_lossy().into_owned();
        if !corpus.is_empty() {
            text = text.replace(corpus.trim_end_matches('/'), "$OAS_CORPUS");
        }
        text.replace(&root, "")
    };
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let mut words = vec![name.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(plain));
    words.join(" ")
}

fn last_lines(log: &Path) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    tail(&String::from_utf8_lossy(&bytes))
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// Removes a folder that may not be there.
///
/// # Errors
/// If it is there and cannot be removed.
pub fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a file look as if it had just been changed.
///
/// # Errors
/// If it cannot be opened.
pub fn touch(file: &Path) -> io::Result<()> {
    let now = std::time::SystemTime::now();
    File::options().write(true).open(file)?.set_modified(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(rounds: usize) -> Plan {
        Plan {
            rounds,
            warm: true,
            patience: Duration::from_secs(60),
            least: 2,
        }
    }

    #[test]
    fn works_take_turns() {
        let order = std::cell::RefCell::new(Vec::new());
        let work = |name: &'static str| -> Prepare<'_> {
            let order = &order;
            Box::new(move || {
                order.borrow_mut().push(name);
                let mut command = Command::new("rustc");
                command.arg("--version");
                Ok(command)
            })
        };
        let samples = in_turns(&[work("a"), work("b")], plan(2)).unwrap();
        assert_eq!(*order.borrow(), ["a", "b", "a", "b", "a", "b"]);
        assert_eq!(samples[0].cpu().runs, 2);
        assert!(samples[1].memory().median > 0.0);
        assert_eq!(samples[0].shown, "rustc --version");
    }

    #[test]
    fn a_group_takes_as_long_as_its_slowest_member() {
        let sleep = |seconds: &'static str| -> Prepare<'_> {
            Box::new(move || {
                let mut command = Command::new("sleep");
                command.arg(seconds);
                Ok(command)
            })
        };
        let samples = groups_in_turns(&[vec![sleep("0.2"), sleep("0")]], plan(1)).unwrap();
        assert_eq!(samples[0].shown, "sleep 0.2 & sleep 0");
        assert_eq!(samples[0].elapsed().runs, 1);
        assert!(samples[0].elapsed().median >= 0.2);
    }

    #[test]
    fn a_failure_has_what_was_said() {
        let work: Prepare = Box::new(|| {
            let mut command = Command::new("rustc");
            command.arg("--no-such-flag");
            Ok(command)
        });
        let error = in_turns(&[work], plan(1)).unwrap_err().to_string();
        assert!(error.contains("no-such-flag"), "{error}");
    }

    #[test]
    fn the_sum_of_callgrind_is_found() {
        let said = "==7== Events    : Ir\n==7== Collected : 1692662307\n==7== \n";
        assert_eq!(counted(said), Some(1_692_662_307));
        assert_eq!(counted("==7== Collected : 0\n"), None);
        assert_eq!(counted("no such file"), None);
    }

    #[test]
    fn paths_are_shown_as_seen_from_the_root() {
        let mut command = Command::new(paths::root().join("target/release/oas-codegen"));
        command.arg(paths::root().join("specs/a.yaml"));
        assert_eq!(shown(&command), "oas-codegen specs/a.yaml");
    }
}
