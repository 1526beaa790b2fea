// The driver's functions for programs and kernels.
#include <cstring>

#include "device.hpp"

using namespace emulated;

namespace {

constexpr int SHARED_SIZE_BYTES = 1;
constexpr int MAX_DYNAMIC_SHARED_SIZE_BYTES = 8;
constexpr int SHARED_MEMORY_AFTER_OPTING_IN = 97;

Result check_shape(const Function& function, Shape grid, Shape block, size_t shared) {
  const Kernel& kernel = function.kernel();
  if (grid.x == 0 || grid.y == 0 || grid.z == 0 || grid.x > 2147483647 || grid.y > 65535 ||
      grid.z > 65535) {
    return because(INVALID_VALUE, "kernel %s with a grid of %u x %u x %u blocks", kernel.name,
                   grid.x, grid.y, grid.z);
  }
  unsigned long long threads = 1ull * block.x * block.y * block.z;
  if (threads == 0 || threads > 1024 || block.x > 1024 || block.y > 1024 || block.z > 64) {
    return because(INVALID_VALUE, "kernel %s with blocks of %u x %u x %u threads", kernel.name,
                   block.x, block.y, block.z);
  }
  if (kernel.most_threads && threads > static_cast<unsigned long long>(kernel.most_threads)) {
    return because(INVALID_VALUE, "kernel %s with blocks of %llu threads, above its launch bounds"
                   " of %d", kernel.name, threads, kernel.most_threads);
  }
  if (shared > function.most_shared) {
    return because(INVALID_VALUE, "kernel %s with %zu bytes of dynamic shared memory, of which it"
                   " has %zu beside its own %zu; cuFuncSetAttribute gives more", kernel.name, shared,
                   function.most_shared, function.fixed_shared);
  }
  return SUCCESS;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int cuModuleLoadData(void** handle, const void* image) {
  return with_context([&](Context& context) -> Result {
    if (Result refused = context.refuse_capture("cuModuleLoadData"); refused != SUCCESS) {
      return refused;
    }
    Result result;
    std::shared_ptr<Module> module = Module::load(image, Driver::get().capability, result);
    if (module) {
      *handle = context.modules.add(module);
    }
    return result;
  });
}

int cuModuleUnload(void* handle) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Module> module = context.modules.find(handle);
    if (!module) {
      return because(INVALID_HANDLE, "%p is no module", handle);
    }
    if (Result failed = context.finish_all(); failed != SUCCESS) {
      return failed;
    }
    for (auto& function : context.functions.all()) {
      if (function->module == module) {
        function->unloaded = true;
        context.functions.remove(function.get());
      }
    }
    context.modules.remove(handle);
    return SUCCESS;
  });
}

int cuModuleGetFunction(void** handle, void* module_handle, const char* name) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Module> module = context.modules.find(module_handle);
    if (!module) {
      return because(INVALID_HANDLE, "%p is no module", module_handle);
    }
    for (size_t i = 0; i < module->kernels().size(); i++) {
      if (strcmp(module->kernels()[i]->name, name) == 0) {
        auto function = std::make_shared<Function>();
        function->module = module;
        function->number = static_cast<int>(i);
        function->fixed_shared = Driver::get().fixed_shared;
        function->most_shared = SHARED_UNASKED - function->fixed_shared;
        *handle = context.functions.add(function);
        return SUCCESS;
      }
    }
    return because(NOT_FOUND, "the module has no kernel %s", name);
  });
}

// Kernels are loaded with their module.
int cuFuncLoad(void* handle) {
  return with_context([&](Context& context) -> Result {
    return context.functions.find(handle) ? SUCCESS
                                          : because(INVALID_HANDLE, "%p is no kernel", handle);
  });
}

int cuFuncGetAttribute(int* value, int attribute, void* handle) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Function> function = context.functions.find(handle);
    if (!function) {
      return because(INVALID_HANDLE, "%p is no kernel", handle);
    }
    switch (attribute) {
      case SHARED_SIZE_BYTES: *value = static_cast<int>(function->fixed_shared); return SUCCESS;
      case MAX_DYNAMIC_SHARED_SIZE_BYTES:
        *value = static_cast<int>(function->most_shared);
        return SUCCESS;
      default: return because(NOT_SUPPORTED, "attribute %d of a kernel", attribute);
    }
  });
}

int cuFuncSetAttribute(void* handle, int attribute, int value) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Function> function = context.functions.find(handle);
    if (!function) {
      return because(INVALID_HANDLE, "%p is no kernel", handle);
    }
    if (attribute != MAX_DYNAMIC_SHARED_SIZE_BYTES) {
      return because(NOT_SUPPORTED, "attribute %d of a kernel", attribute);
    }
    int most = device_attribute(Driver::get(), SHARED_MEMORY_AFTER_OPTING_IN) -
               static_cast<int>(function->fixed_shared);
    if (value < 0 || value > most) {
      return because(INVALID_VALUE, "kernel %s with %d bytes of dynamic shared memory, at most %d"
                     " beside its own %zu", function->kernel().name, value, most,
                     function->fixed_shared);
    }
    function->most_shared = static_cast<size_t>(value);
    return SUCCESS;
  });
}

int cuLaunchKernel(void* handle, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                   unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared,
                   void* stream_handle, void** parameters, void** extra) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Function> function = context.functions.find(handle);
    std::shared_ptr<Stream> stream = context.stream(stream_handle);
    if (!function || !stream) {
      return because(INVALID_HANDLE, "%p is no %s", function ? stream_handle : handle,
                     function ? "stream" : "kernel");
    }
    Shape grid = {grid_x, grid_y, grid_z};
    Shape block = {block_x, block_y, block_z};
    if (Result wrong = check_shape(*function, grid, block, shared); wrong != SUCCESS) {
      return wrong;
    }
    const Kernel& kernel = function->kernel();
    if (extra) {
      return because(NOT_SUPPORTED, "kernel %s with its arguments in extra", kernel.name);
    }
    if (!parameters && kernel.parameters > 0) {
      return because(INVALID_VALUE, "kernel %s without its %d arguments", kernel.name,
                     kernel.parameters);
    }
    KernelCall call = {function, grid, block, shared,
                       std::vector<char>(8 * static_cast<size_t>(kernel.parameters))};
    for (int i = 0; i < kernel.parameters; i++) {
      if (!parameters[i]) {
        return because(INVALID_VALUE, "kernel %s without its argument %d, counted from 0",
                       kernel.name, i);
      }
      memcpy(call.values.data() + 8 * i, parameters[i], kernel.sizes[i]);
    }
    return context.add(*stream, std::move(call));
  });
}

}  // extern "C"
#pragma GCC visibility pop
