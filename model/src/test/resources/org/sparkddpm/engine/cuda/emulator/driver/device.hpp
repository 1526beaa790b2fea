// The state behind the driver's functions.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "tasks.hpp"

namespace emulated {

// The things of one kind that the caller holds handles of.
template <class T>
class Handles {
 public:
  void* add(std::shared_ptr<T> thing) {
    T* handle = thing.get();
    things_[handle] = std::move(thing);
    return handle;
  }

  std::shared_ptr<T> find(void* handle) const {
    auto found = things_.find(handle);
    return found == things_.end() ? nullptr : found->second;
  }

  bool remove(void* handle) { return things_.erase(handle) > 0; }

  // The things as they are now.
  std::vector<std::shared_ptr<T>> all() const {
    std::vector<std::shared_ptr<T>> things;
    for (auto& [handle, thing] : things_) {
      things.push_back(thing);
    }
    return things;
  }

  void clear() { things_.clear(); }

 private:
  std::unordered_map<void*, std::shared_ptr<T>> things_;
};

enum CaptureMode { GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };

struct Stream;

// Of the stream that began it, and of all that came to wait for one of its events.
struct Capture {
  CaptureMode mode;
  std::thread::id thread;
  const Stream* origin;
  bool valid = true;
  bool ended = false;
  Tasks tasks;
};

struct Stream {
  // The newest of the context's tasks, and of the capture's.
  Tasks::Number last = 0;
  Tasks::Number last_captured = 0;
  std::shared_ptr<Capture> capture;
};

// The task that was a stream's newest when the event was recorded; of the capture, if there was one.
struct Event {
  Tasks::Number task = 0;
  std::shared_ptr<Capture> capture;
};

struct Graph {
  Tasks tasks;
  Tasks::Number last;
};

// A graph that can be launched takes memory of the device.
struct Executable {
  static constexpr size_t BYTES = 64 * 1024;

  std::shared_ptr<const Graph> graph;
  char* memory;
};

// A device's primary context.
struct Context {
  explicit Context(size_t memory_limit) : memory(memory_limit) {}

  Memory memory;
  Handles<Stream> streams;
  Handles<Module> modules;
  Handles<Function> functions;
  Handles<Event> events;
  Handles<Graph> graphs;
  Handles<Executable> executables;
  std::shared_ptr<Stream> default_stream = std::make_shared<Stream>();
  // Of all streams.
  Tasks tasks;
  // After an error of a kernel nothing works any more.
  Failure failure;

  // Null for an unknown handle; the null handle is the default stream.
  std::shared_ptr<Stream> stream(void* handle) const {
    return handle ? streams.find(handle) : default_stream;
  }

  // Puts a step at the stream's end, or into the graph that the stream captures.
  Result add(Stream& stream, Step step);

  // Puts a wait for an event at the stream's end, or into the graph; the stream joins the event's
  // capture if it captures nothing.
  Result await(Stream& stream, const Event& event);

  // Does what the stream has still to do, and what that waits for.
  Result finish(Stream& stream);
  Result finish_all();

  // All streams of a capture go on without it.
  void end(Capture& capture);

  // Refuses what may not be called while a stream captures, and spoils the capture, as the driver.
  Result refuse_capture(const char* call);

 private:
  Result run(const std::vector<std::shared_ptr<const Step>>& steps);
};

struct Device {
  // The least memory with which it has a context. What a context takes of it is not counted.
  static constexpr size_t CONTEXT_BYTES = 64 * 1024;

  int place = 0;  // among all devices of the machine, of which the process may see some
  int references = 0;
  std::unique_ptr<Context> context;
};

// One process's view of all devices. Its functions are called under its lock.
struct Driver {
  static Driver& get();

  std::recursive_mutex mutex;
  bool initialized = false;
  std::vector<Device> devices;
  PinnedMemory pinned;
  Counters counters;
  Orders orders;
  size_t memory_limit;
  int capability;  // as 90
  int multiprocessors;
  int version;  // the newest CUDA, as 13010
  bool guard;
  // Of every kernel: a program does not tell which of its static variables a kernel reaches.
  size_t fixed_shared;

  Driver();
};

// The driver's attributes of devices, for a capability; -1 for an unknown one.
int device_attribute(const Driver& driver, int number);

// The context that is current to the calling thread, or null.
Context* current_context();
void make_current(Context* context);

// Calls f(context) under the lock if the thread has a working context.
template <class F>
int with_context(F f) {
  Driver& driver = Driver::get();
  std::lock_guard<std::recursive_mutex> lock(driver.mutex);
  if (!driver.initialized) {
    return because(NOT_INITIALIZED, "call cuInit first");
  }
  Context* context = current_context();
  if (!context) {
    return because(INVALID_CONTEXT, "this thread has no current context");
  }
  if (context->failure.result != SUCCESS) {
    return because(context->failure.result, "%s", context->failure.reason.c_str());
  }
  return f(*context);
}

// Calls f(context, stream) likewise, for a stream's handle.
template <class F>
int on_stream(void* handle, F f) {
  return with_context([&](Context& context) -> Result {
    std::shared_ptr<Stream> stream = context.stream(handle);
    return stream ? f(context, *stream) : because(INVALID_HANDLE, "%p is no stream", handle);
  });
}

}  // namespace emulated
