#include "module.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace emulated {

namespace {

constexpr int MACHINE_CUDA = 190;

// The image comes without its length. A linker writes the table of sections last.
size_t image_bytes(const Elf64_Ehdr& header) {
  return header.e_shoff + static_cast<size_t>(header.e_shentsize) * header.e_shnum;
}

Result check(const Elf64_Ehdr& header) {
  if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return because(INVALID_IMAGE, "the image begins with %02x %02x %02x %02x", header.e_ident[0],
                   header.e_ident[1], header.e_ident[2], header.e_ident[3]);
  }
  if (header.e_machine == MACHINE_CUDA) {
    return because(NO_BINARY_FOR_GPU, "the image is for a card, not for the emulated device");
  }
  return SUCCESS;
}

bool write_all(int file, const char* data, size_t bytes) {
  while (bytes > 0) {
    ssize_t written = write(file, data, bytes);
    if (written < 0) {
      return false;
    }
    data += written;
    bytes -= static_cast<size_t>(written);
  }
  return true;
}

}  // namespace

std::shared_ptr<Module> Module::load(const void* image, int capability, Result& result) {
  Elf64_Ehdr header;
  memcpy(&header, image, sizeof header);
  result = check(header);
  if (result != SUCCESS) {
    return nullptr;
  }
  std::shared_ptr<Module> module(new Module(static_cast<const char*>(image), image_bytes(header)));
  result = module->load_copy();
  if (result != SUCCESS) {
    return nullptr;
  }
  int architecture = module->program(0).architecture;
  bool same_major = architecture / 10 == capability / 10;
  if (architecture > capability || !(same_major || module->program(0).portable)) {
    result = because(NO_BINARY_FOR_GPU, "the image is for sm_%d, the device is sm_%d", architecture,
                     capability);
    return nullptr;
  }
  int count;
  const Kernel* kernels = module->program(0).kernels(&count);
  for (int i = 0; i < count; i++) {
    module->kernels_.push_back(kernels + i);
  }
  return module;
}

Module::~Module() {
  for (Copy& copy : copies_) {
    dlclose(copy.library);
  }
}

Result Module::load_copies(int workers) {
  while (static_cast<int>(copies_.size()) < workers) {
    Result result = load_copy();
    if (result != SUCCESS) {
      return result;
    }
  }
  return SUCCESS;
}

// Each from a file of its own, otherwise the linker would give the first library again.
Result Module::load_copy() {
  const char* folder = getenv("TMPDIR");
  std::string path = std::string(folder && *folder ? folder : "/tmp") + "/emulated-XXXXXX";
  int file = mkstemp(path.data());
  if (file < 0) {
    return because(INVALID_IMAGE, "no file %s: %s", path.c_str(), strerror(errno));
  }
  bool written = write_all(file, image_.data(), image_.size());
  close(file);
  void* library = written ? dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
  unlink(path.c_str());
  if (!library) {
    return because(INVALID_IMAGE, "the image does not load: %s",
                   written ? dlerror() : strerror(errno));
  }
  auto* program = static_cast<const Program*>(dlsym(library, "emulated_program"));
  if (!program || program->version != PROGRAM_VERSION) {
    dlclose(library);
    return because(INVALID_IMAGE, "the image was not made by this device's compiler");
  }
  copies_.push_back({library, program});
  return SUCCESS;
}

}  // namespace emulated
