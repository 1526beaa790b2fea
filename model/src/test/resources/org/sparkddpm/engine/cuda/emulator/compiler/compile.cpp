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
    "-DEMULATED_PROGRAM=1", "-x", "c++"};

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
  std::string architecture = "75";
  for (const std::string& option : options) {
    size_t value = option.find('=');
    if (starts(option, "-D") || starts(option, "-U")) {
      flags.push_back(option);
    } else if (starts(option, "--define-macro=")) {
      flags.push_back("-D" + option.substr(value + 1));
    } else if (starts(option, "--gpu-architecture=") || starts(option, "-arch=")) {
      architecture = option.substr(option.find('_') + 1);
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
    if (architecture == known) {
      flags.push_back("-D__CUDA_ARCH__=" + std::to_string(10 * atoi(known)));
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

}  // namespace

CompileResult compile(const std::string& source, const std::string& name,
                      const std::vector<std::string>& options, std::vector<char>& library,
                      std::string& log) {
  std::vector<std::string> command = {compiler()};
  command.insert(command.end(), std::begin(FLAGS), std::end(FLAGS));
  if (!translate(options, command, log)) {
    return INVALID_OPTION;
  }
  std::string home = folder();
  command.insert(command.end(), {"-include", home + "/emulator/cuda_on_cpu.hpp"});
  std::string whole = "#line 1 \"" + name + "\"\n" + source + "\n#line 1 \"kernels\"\n" +
                      "static constexpr emulated::Kernel EMULATED_KERNELS[] = {\n";
  for (const KernelName& kernel : kernels_in(source)) {
    whole += "EMULATED_KERNEL(" + kernel.name + ", (" + kernel.most_threads + "))\n";
  }
  whole += "};\nEMULATED_PROGRAM_EXPORT(EMULATED_KERNELS)\n";
  std::string key = whole;
  for (const std::string& argument : command) {
    key += "\n// " + argument;
  }
  char base[64];
  snprintf(base, sizeof base, "/programs/%016llx", static_cast<unsigned long long>(hash(key)));
  std::string stem = home + base;
  if (read(stem + ".key") != key) {
    std::string own = stem + "." + std::to_string(getpid());
    mkdir((home + "/programs").c_str(), 0777);
    write(own + ".cu", whole);
    command.insert(command.end(), {own + ".cu", "-o", own + ".so"});
    int status = run(command, own + ".log");
    log = read(own + ".log");
    unlink((own + ".log").c_str());
    unlink((own + ".cu").c_str());
    if (status == 127) {
      log += "error: " + command[0] + " does not start\n";
    }
    if (status != 0) {
      return COMPILATION;
    }
    // The library is there before its key.
    write(own + ".key", key);
    rename((own + ".so").c_str(), (stem + ".so").c_str());
    rename((own + ".key").c_str(), (stem + ".key").c_str());
  }
  std::string bytes = read(stem + ".so");
  library.assign(bytes.begin(), bytes.end());
  return library.empty() ? INTERNAL_ERROR : COMPILED;
}

}  // namespace emulated
