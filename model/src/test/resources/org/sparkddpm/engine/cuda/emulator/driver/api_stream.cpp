// The driver's functions for streams and graphs.
#include "device.hpp"

using namespace emulated;

#pragma GCC visibility push(default)
extern "C" {

int cuStreamCreate(void** handle, unsigned flags) {
  return with_context([&](Context& context) -> Result {
    if (flags > 1) {
      return because(INVALID_VALUE, "cuStreamCreate with the flags %u", flags);
    }
    *handle = context.streams.add(std::make_shared<Stream>());
    return SUCCESS;
  });
}

int cuStreamDestroy_v2(void* handle) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Stream> stream = context.streams.find(handle);
    if (!stream) {
      return because(INVALID_HANDLE, "%p is no stream", handle);
    }
    context.streams.remove(handle);
    return context.finish(*stream);
  });
}

int cuStreamSynchronize(void* handle) {
  return on_stream(handle, [&](Context& context, Stream& stream) -> Result {
    if (stream.capture) {
      stream.capture->valid = false;
      return because(CAPTURE_UNSUPPORTED, "cuStreamSynchronize of a stream that captures");
    }
    return context.finish(stream);
  });
}

int cuStreamBeginCapture_v2(void* handle, int mode) {
  return on_stream(handle, [&](Context&, Stream& stream) -> Result {
    if (!handle) {
      return because(CAPTURE_UNSUPPORTED, "the default stream cannot capture");
    }
    if (mode < GLOBAL || mode > RELAXED) {
      return because(INVALID_VALUE, "cuStreamBeginCapture in mode %d", mode);
    }
    if (stream.capture) {
      return because(ILLEGAL_STATE, "the stream captures already");
    }
    stream.capture = std::make_unique<Capture>();
    stream.capture->mode = static_cast<CaptureMode>(mode);
    stream.capture->thread = std::this_thread::get_id();
    return SUCCESS;
  });
}

int cuStreamEndCapture(void* handle, void** graph) {
  return on_stream(handle, [&](Context& context, Stream& stream) -> Result {
    *graph = nullptr;
    if (!stream.capture) {
      return because(ILLEGAL_STATE, "the stream does not capture");
    }
    if (stream.capture->mode != RELAXED &&
        stream.capture->thread != std::this_thread::get_id()) {
      return because(CAPTURE_WRONG_THREAD, "another thread began the capture");
    }
    std::unique_ptr<Capture> capture = std::move(stream.capture);
    if (!capture->valid) {
      return because(CAPTURE_INVALIDATED, "the stream's capture was spoiled");
    }
    *graph = context.graphs.add(capture->steps);
    return SUCCESS;
  });
}

int cuGraphInstantiateWithFlags(void** handle, void* graph, unsigned long long flags) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Steps> steps = context.graphs.find(graph);
    if (!steps) {
      return because(INVALID_HANDLE, "%p is no graph", graph);
    }
    if (flags != 0) {
      return because(INVALID_VALUE, "cuGraphInstantiateWithFlags with the flags %llu", flags);
    }
    char* memory = context.memory.allocate(Executable::BYTES);
    if (!memory) {
      return because(OUT_OF_MEMORY, "a graph needs %zu bytes, %zu of %zu used", Executable::BYTES,
                     context.memory.used(), context.memory.limit());
    }
    *handle = context.executables.add(std::make_shared<Executable>(Executable{steps, memory}));
    return SUCCESS;
  });
}

int cuGraphLaunch(void* handle, void* stream_handle) {
  return on_stream(stream_handle, [&](Context& context, Stream& stream) -> Result {
    std::shared_ptr<Executable> executable = context.executables.find(handle);
    if (!executable) {
      return because(INVALID_HANDLE, "%p is no executable graph", handle);
    }
    if (stream.capture) {
      stream.capture->valid = false;
      return because(CAPTURE_UNSUPPORTED, "cuGraphLaunch into a stream that captures");
    }
    stream.work.emplace_back(executable->steps);
    return SUCCESS;
  });
}

int cuGraphExecDestroy(void* handle) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Executable> executable = context.executables.find(handle);
    if (!executable) {
      return because(INVALID_HANDLE, "%p is no executable graph", handle);
    }
    context.memory.free(executable->memory);
    context.executables.remove(handle);
    return SUCCESS;
  });
}

int cuGraphDestroy(void* handle) {
  return with_context([&](Context& context) -> Result {
    return context.graphs.remove(handle) ? SUCCESS
                                         : because(INVALID_HANDLE, "%p is no graph", handle);
  });
}

}  // extern "C"
#pragma GCC visibility pop
