#include "compile.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "kernels_in.hpp"

namespace emulated {

namespace {

// Of the machine, but in steps that every machine rounds alike.
const char* const FLAGS[] = {
    "-std=c++17", "-O2", "-march=native", "-ffp-contract=off", "-fno-strict-aliasing", "-fwrapv",
    "-fno-threadsafe-statics", "-fno-gnu-unique", "-fvisibility=hidden", "-fPIC", "-shared",
    "-DEMULATED_PROGRAM=1"};

// The folder of this library, where the header lies too.
std::string folder() {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(&folder), &info);
  std::string path = info.dli_fname;
  size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

std::string compiler() {
  const char* chosen = getenv("CXX");
  return chosen && *chosen ? chosen : "g++";
}

bool starts(const std::string& text, const char* with) { return text.rfind(with, 0) == 0; }

// The C++ compiler's options for NVRTC's. False for one that NVRTC does not know.
bool translate(const std::vector<std::string>& options, std::vector<std::string>& flags,
               std::string& log) {
  std::string architecture = "compute_75";
  const char* copies = getenv("SPARK_DDPM_EMULATED_COPIES");
  if (copies && std::string(copies) == "late") {
    flags.push_back("-DEMULATED_LATE_COPIES=1");
  }
  for (const std::string& option : options) {
    size_t value = option.find('=');
    if (starts(option, "-D") || starts(option, "-U")) {
      flags.push_back(option);
    } else if (starts(option, "--define-macro=")) {
      flags.push_back("-D" + option.substr(value + 1));
    } else if (starts(option, "--gpu-architecture=") || starts(option, "-arch=")) {
      architecture = option.substr(value + 1);
    } else if (option != "--std=c++17" && option != "-std=c++17" && !starts(option, "--fmad=") &&
               !starts(option, "-fmad=") && !starts(option, "--maxrregcount=") &&
               option != "-lineinfo" && option != "--generate-line-info" &&
               option != "-default-device" && option != "--device-as-default-execution-space" &&
               option != "--restrict" && !starts(option, "--extra-device-vectorization")) {
      log = "error: option " + option + " is not known to the emulated compiler\n";
      return false;
    }
  }
  for (const char* known : {"75", "80", "86", "87", "89", "90", "90a", "100", "103", "110", "120"}) {
    bool portable = architecture == std::string("compute_") + known;
    if (portable || architecture == std::string("sm_") + known) {
      flags.push_back("-D__CUDA_ARCH__=" + std::to_string(10 * atoi(known)));
      flags.push_back(portable ? "-DEMULATED_PORTABLE=1" : "-DEMULATED_PORTABLE=0");
      return true;
    }
  }
  log = "error: invalid value for --gpu-architecture: " + architecture + "\n";
  return false;
}

// FNV-1a.
uint64_t hash(const std::string& text) {
  uint64_t value = 0xcbf29ce484222325u;
  for (unsigned char c : text) {
    value = (value ^ c) * 0x100000001b3u;
  }
  return value;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// Runs a command with its messages in a file; its exit status.
int run(const std::vector<std::string>& command, const std::string& messages) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, messages.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0666);
  pid_t child;
  int started = posix_spawnp(&child, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (started != 0) {
    return 127;
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) {
    return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Files of one compilation, which other processes may do at once.
struct Files {
  std::string stem;

  std::string path(const char* ending) const {
    return stem + "." + std::to_string(getpid()) + ending;
  }

  ~Files() {
    for (const char* ending : {".cu", ".ii", ".log"}) {
      unlink(path(ending).c_str());
    }
  }
};

// Runs the compiler on the .cu file; adds to the log.
bool run_compiler(std::vector<std::string> command, const Files& files, const char* output,
                  std::string& log) {
  command.insert(command.begin(), compiler());
  command.insert(command.end(), {"-x", "c++", files.path(".cu"), "-o", files.path(output)});
  int status = run(command, files.path(".log"));
  log += read(files.path(".log"));
  if (status == 127) {
    log += "error: " + command[0] + " does not start\n";
  }
  return status == 0;
}

bool build(const std::string& source, const std::vector<std::string>& macros, const Files& files,
           std::string& log) {
  write(files.path(".cu"), source);
  // Without the header, so that what it defines away can be seen.
  std::vector<std::string> expand = {"-std=c++17", "-E", "-P", "-DEMULATED=1"};
  expand.insert(expand.end(), macros.begin(), macros.end());
  if (!run_compiler(expand, files, ".ii", log)) {
    return false;
  }
  std::string registered = 
      "\n#line 1 \"kernels\"\nstatic constexpr emulated::Kernel KERNELS[] = {\n";
  for (const KernelName& kernel : kernels_in(read(files.path(".ii")))) {
    registered += "EMULATED_KERNEL(" + kernel.name + ", (" + kernel.most_threads + "))\n";
  }
  write(files.path(".cu"), source + registered + "{}};\nEMULATED_PROGRAM_EXPORT(KERNELS)\n");
  std::vector<std::string> all(std::begin(FLAGS), std::end(FLAGS));
  all.insert(all.end(), macros.begin(), macros.end());
  all.insert(all.end(), {"-include", folder() + "/emulator/cuda_on_cpu.hpp"});
  return run_compiler(all, files, ".so", log);
}

}  // namespace

CompileResult compile(const std::string& source, const std::string& name,
                      const std::vector<std::string>& options, std::vector<char>& library,
                      std::string& log) {
  std::vector<std::string> macros;
  log.clear();
  if (!translate(options, macros, log)) {
    return INVALID_OPTION;
  }
  std::string whole = "#line 1 \"" + name + "\"\n" + source;
  std::string key = whole + "\n// " + compiler();
  for (const std::string& macro : macros) {
    key += " " + macro;
  }
  std::string programs = folder() + "/programs";
  char number[24];
  snprintf(number, sizeof number, "/%016llx", static_cast<unsigned long long>(hash(key)));
  Files files = {programs + number};
  if (read(files.stem + ".key") != key) {
    mkdir(programs.c_str(), 0777);
    if (!build(whole, macros, files, log)) {
      return COMPILATION;
    }
    // The library is there before its key.
    write(files.path(".key"), key);
    rename(files.path(".so").c_str(), (files.stem + ".so").c_str());
    rename(files.path(".key").c_str(), (files.stem + ".key").c_str());
  }
  std::string bytes = read(files.stem + ".so");
  library.assign(bytes.begin(), bytes.end());
  return library.empty() ? INTERNAL_ERROR : COMPILED;
}

}  // namespace emulated
