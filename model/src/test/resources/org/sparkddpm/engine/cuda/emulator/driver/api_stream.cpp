// The driver's functions for streams, events and graphs.
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
    if (stream->capture) {
      stream->capture->valid = false;
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
    stream.capture = std::make_shared<Capture>();
    stream.capture->origin = &stream;
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
    std::shared_ptr<Capture> capture = stream.capture;
    if (capture->origin != &stream) {
      capture->valid = false;
      return because(CAPTURE_UNMATCHED, "another stream began the capture");
    }
    Tasks::Number last = stream.last_captured;
    context.end(*capture);
    if (!capture->valid) {
      return because(CAPTURE_INVALIDATED, "the stream's capture was spoiled");
    }
    if (!capture->tasks.lead_to(last)) {
      return because(CAPTURE_UNJOINED, "the stream does not wait for all that another captured");
    }
    *graph = context.graphs.add(std::make_shared<Graph>(Graph{capture->tasks, last}));
    return SUCCESS;
  });
}

int cuEventCreate(void** handle, unsigned flags) {
  return with_context([&](Context& context) -> Result {
    if (flags > 3) {
      return because(INVALID_VALUE, "cuEventCreate with the flags %u", flags);
    }
    *handle = context.events.add(std::make_shared<Event>());
    return SUCCESS;
  });
}

int cuEventDestroy_v2(void* handle) {
  return with_context([&](Context& context) -> Result {
    return context.events.remove(handle) ? SUCCESS
                                         : because(INVALID_HANDLE, "%p is no event", handle);
  });
}

int cuEventRecord(void* handle, void* stream_handle) {
  return on_stream(stream_handle, [&](Context& context, Stream& stream) -> Result {
    std::shared_ptr<Event> event = context.events.find(handle);
    if (!event) {
      return because(INVALID_HANDLE, "%p is no event", handle);
    }
    if (stream.capture && !stream.capture->valid) {
      return because(CAPTURE_INVALIDATED, "the stream's capture was spoiled");
    }
    *event = {stream.capture ? stream.last_captured : stream.last, stream.capture};
    return SUCCESS;
  });
}

int cuStreamWaitEvent(void* stream_handle, void* handle, unsigned flags) {
  return on_stream(stream_handle, [&](Context& context, Stream& stream) -> Result {
    std::shared_ptr<Event> event = context.events.find(handle);
    if (!event) {
      return because(INVALID_HANDLE, "%p is no event", handle);
    }
    if (flags != 0) {
      return because(NOT_SUPPORTED, "cuStreamWaitEvent with the flags %u", flags);
    }
    return context.await(stream, *event);
  });
}

int cuGraphInstantiateWithFlags(void** handle, void* handle_of_graph, unsigned long long flags) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Graph> graph = context.graphs.find(handle_of_graph);
    if (!graph) {
      return because(INVALID_HANDLE, "%p is no graph", handle_of_graph);
    }
    if (flags != 0) {
      return because(INVALID_VALUE, "cuGraphInstantiateWithFlags with the flags %llu", flags);
    }
    char* memory = context.memory.allocate(Executable::BYTES);
    if (!memory) {
      return because(OUT_OF_MEMORY, "a graph needs %zu bytes, %zu of %zu used", Executable::BYTES,
                     context.memory.used(), context.memory.limit());
    }
    *handle = context.executables.add(std::make_shared<Executable>(Executable{graph, memory}));
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
    const Graph& graph = *executable->graph;
    Tasks::Number start = context.tasks.add(GraphStart{}, {stream.last});
    stream.last = context.tasks.add(graph.tasks, graph.last, start);
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
