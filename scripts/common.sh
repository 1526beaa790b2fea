# shellcheck shell=bash
# What every script here needs; sourced, never run.

# What fails within $( ) fails there too, and not only at its end.
set -euo pipefail
shopt -s inherit_errexit

# Numbers with points whatever the user's language; names of files stay in its encoding.
if [[ -n ${LC_ALL:-} ]]; then
  export LANG=$LC_ALL
  unset "${!LC_@}"
fi
export LC_NUMERIC=C
# Without a locale, as cron and bare containers start us, Java reads names as ASCII, and Hadoop does
# not find files of others. So it is where any part of the locale is not installed, of which the
# program complains on lines of their own.
charmap=$(locale charmap 2>&1) || charmap=
case $charmap in
  '' | *$'\n'* | ANSI_X3.4-1968 | US-ASCII) export LC_ALL=C.UTF-8 ;;
  *) ;;
esac

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# Where the jars of the jobs lie: beside these scripts in dist/, which has no Spark of its own,
# and otherwise where the build puts them. target/spark has the layout of a Spark installation
# as far as its launcher cares: a folder jars/.
if [[ -f $root/train-job.jar ]]; then
  jars_dir=$root
else
  jars_dir=$root/jobs/target
fi
# shellcheck disable=SC2034
built_spark=$root/jobs/target/spark
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# Whether these scripts belong to a dist/, where nothing is to be built.
is_dist() { [[ $jars_dir == "$root" ]]; }

# Whether these scripts belong to a folder of scripts/test --gpu --pack: all is built, nothing can be.
is_packed() { [[ -f $root/packed ]]; }

say() { printf '%s\n' "$*" >&2; }

# die MESSAGE [REMEDY]
die() {
  say "error: $1"
  [[ $# -lt 2 ]] || say "  -> $2"
  exit 1
}

# The median of numbers, one to a line; the lower one of two in the middle.
median() { sort -n | awk '{ number[NR] = $1 } END { print number[int((NR + 1) / 2)] }'; }

# Prints the comment at the head of a script: its help text.
print_header() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$1"; }

# require_value OPTION "$@": fails unless the option is followed by a value.
require_value() {
  [[ $# -ge 3 && -n $3 ]] || die "$1 needs a value" "see $(basename "$0") --help"
}

# Spark 3.5 runs on Java 8 to 17 and our classes need 17, so 17 it is.
require_java_17() {
  local version
  command -v "$java" > /dev/null \
    || die "no Java found ($java)" "install a JDK 17 or set JAVA_HOME to one"
  version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [[ $version == 17 ]] \
    || die "$java is Java '${version:-unknown}', Spark 3.5 and this build need 17" \
      "install a JDK 17 and set JAVA_HOME to it"
}

# Builds the jobs if needed, and sets spark_home to the Spark to use: that of SPARK_HOME, or
# else the one of the build.
find_spark() {
  if [[ -n ${SPARK_HOME:-} ]]; then
    local unset=', or unset it to use the Spark of the build'
    if is_dist; then unset=; fi
    [[ -x $SPARK_HOME/bin/spark-submit ]] \
      || die "SPARK_HOME=$SPARK_HOME has no bin/spark-submit" "correct SPARK_HOME$unset"
    local core
    core=$(find "$SPARK_HOME/jars" -maxdepth 1 -name 'spark-core_2.12-3.5.*.jar' -print -quit \
      2> /dev/null || true)
    if [[ -z $core ]]; then
      say "warning: $SPARK_HOME is not Spark 3.5 for Scala 2.12, for which the jobs are built"
    fi
  elif is_dist; then
    die "no Spark: SPARK_HOME is not set" \
      "set SPARK_HOME to an installed Spark 3.5 (Scala 2.12)"
  fi
  require_java_17
  is_dist || "$root/scripts/build"
  # shellcheck disable=SC2034
  spark_home=${SPARK_HOME:-$built_spark}
}

# spark_command HOME CLASS ARGUMENTS...: sets the array command to what runs a class of Spark,
# with the options that it needs. This is what Spark's own bin/spark-class does: its launcher
# reads options and configuration and prints the command, NUL between the words; here the
# launcher's exit status comes last.
spark_command() {
  export SPARK_HOME=$1 SPARK_SCALA_VERSION=2.12
  shift
  local last
  mapfile -d '' -t command < <(
    status=0
    # shellcheck disable=SC2312 # Its status is the last word.
    "$java" -Xmx128m -XX:+UseSerialGC -cp "$SPARK_HOME/jars/*" \
      org.apache.spark.launcher.Main "$@" || status=$?
    printf '%s\0' "$status"
  )
  last=$((${#command[@]} - 1))
  [[ ${command[$last]} == 0 ]] || exit "${command[$last]}"
  # The first word is empty and ends the launcher's own messages; a line feed follows it.
  command[1]=${command[1]#$'\n'}
  command=("${command[@]:1:$last-1}")
}

# Creates and prints the folder in which all processes here unpack the native libraries, each build's
# in a folder of their own.
natives_folder() {
  local natives=${SPARK_DDPM_NATIVES:-${XDG_CACHE_HOME:-$HOME/.cache}/spark-ddpm/natives}
  mkdir -p "$natives" 2> /dev/null \
    || die "cannot create $natives for the native libraries" \
      "set SPARK_DDPM_NATIVES to a writable folder"
  printf '%s' "$natives"
}

# Mebibytes of memory that this process may use: the machine's, or its container's if less.
usable_memory_mb() {
  local mb limit file
  mb=4096
  if [[ -r /proc/meminfo ]]; then
    mb=$(awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo)
  elif limit=$(sysctl -n hw.memsize 2> /dev/null); then
    mb=$((limit / 1048576))
  fi
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    if [[ -r $file ]] && limit=$(cat "$file") && [[ $limit =~ ^[0-9]{1,15}$ ]]; then
      if ((limit / 1048576 < mb)); then mb=$((limit / 1048576)); fi
    fi
  done
  printf '%s' "$mb"
}

usable_cores() {
  local cores
  cores=$(nproc 2> /dev/null || getconf _NPROCESSORS_ONLN 2> /dev/null || echo 1)
  printf '%s' "$cores"
}

# Freed memory stays with the process: large tensors would otherwise fault all their pages in
# anew at every step, a quarter of a training step. Threads of native code that wait sleep at once:
# spinning they would take the processors from our Java loops.
tune_native_code() {
  export MALLOC_MMAP_MAX_=${MALLOC_MMAP_MAX_:-0}
  export MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-100000000000}
  export MALLOC_TOP_PAD_=${MALLOC_TOP_PAD_:-268435456}
  export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
}

# Mebibytes of heap for a process that has this machine to itself: a quarter, 1 to 8 GB.
local_heap_mb() {
  local memory heap
  memory=$(usable_memory_mb)
  heap=$((memory / 4))
  printf '%s' $((heap < 1024 ? 1024 : heap > 8192 ? 8192 : heap))
}

# Prints the JVM options of a process that has this machine to itself, quoted where needed.
# Tensors live outside the heap. JavaCPP would bound them by the heap's size; here half of the
# memory is theirs, and the process stops with an error before the machine is out of memory.
local_jvm_options() {
  local memory natives
  memory=$(usable_memory_mb)
  natives=$(natives_folder)
  printf '%s' "-Dorg.bytedeco.javacpp.cachedir=\"$natives\"" \
    " -Dorg.bytedeco.javacpp.maxbytes=$((memory / 2))m" \
    " -Dorg.bytedeco.javacpp.maxphysicalbytes=$((memory * 9 / 10))m"
}

# build_module MODULE JAR SOURCE...: makes a jar of the benchmarks unless it is newer than
# everything it is made of.
build_module() {
  local module=$1 made=$2 log=$root/target/bench.log newer
  shift 2
  ! is_packed || return 0
  if [[ -f $made ]]; then
    newer=$(find "$root/pom.xml" "$@" -newer "$made" -print -quit)
    [[ -n $newer ]] || return 0
  fi
  say "Building $module"
  mkdir -p "$root/target"
  mvn -B -ntp -f "$root/pom.xml" -Plibtorch package -pl "$module" -am -DskipShade \
    -Dmaven.test.skip=true > "$log" 2>&1 \
    || { grep -E '^\[(ERROR|FATAL)\]' "$log" | head -40 >&2;
      die "the build failed" "read $log"; }
  touch "$made"
}

# Builds what the benchmarks measure and, into bench_jar, the benchmarks.
build_bench() {
  "$root/scripts/build"
  # shellcheck disable=SC2034
  bench_jar=$root/bench/target/bench.jar
  build_module bench "$bench_jar" "$root/bench/pom.xml" "$root/bench/src" \
    "$jars_dir/train-job.jar"
}
