#include "device.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace emulated {

namespace {

thread_local Context* current = nullptr;

// The most that a kernel of ours has on a card beside dynamic shared memory: group norm's gradient.
constexpr long long FIXED_SHARED = 10 * 1024;

// The number in the environment, or another where there is none.
long long setting(const char* name, long long otherwise) {
  const char* text = getenv(name);
  if (!text || !*text) {
    return otherwise;
  }
  char* end;
  long long value = strtoll(text, &end, 10);
  if (*end || value < 0) {
    fprintf(stderr, "emulated device: %s=%s is no number from 0\n", name, text);
    abort();
  }
  return value;
}

// As many as the environment says, of which CUDA_VISIBLE_DEVICES names those that are seen.
std::vector<int> visible_devices() {
  auto count = static_cast<int>(std::min(8ll, setting("SPARK_DDPM_EMULATED_DEVICES", 1)));
  const char* visible = getenv("CUDA_VISIBLE_DEVICES");
  std::vector<int> seen;
  if (!visible) {
    for (int place = 0; place < count; place++) {
      seen.push_back(place);
    }
    return seen;
  }
  for (const char* p = visible; *p;) {
    char* end;
    long number = strtol(p, &end, 10);
    if (end == p || number < 0 || number >= count) {
      break;
    }
    seen.push_back(static_cast<int>(number));
    p = *end == ',' ? end + 1 : end;
  }
  return seen;
}

void write_counters() {
  const char* path = getenv("SPARK_DDPM_EMULATED_COUNTERS");
  if (!path || !*path) {
    return;
  }
  FILE* file = fopen(path, "w");
  if (!file) {
    fprintf(stderr, "emulated device: no file %s for SPARK_DDPM_EMULATED_COUNTERS\n", path);
    return;
  }
  const Counters& counters = Driver::get().counters;
  fprintf(file, "{\"graph_launches\": %llu, \"bytes_to_device\": %llu, \"bytes_from_device\": %llu",
          counters.graph_launches, counters.bytes_to_device, counters.bytes_from_device);
  const char* before = ", \"launches\": {";
  for (auto& [kernel, count] : counters.launches) {
    fprintf(file, "%s\"%s\": %llu", before, kernel.c_str(), count);
    before = ", ";
  }
  fprintf(file, counters.launches.empty() ? "}\n" : "}}\n");
  fclose(file);
}

}  // namespace

Driver::Driver()
    : pinned(setting("SPARK_DDPM_EMULATED_PINNED", 8ll << 30)),
      orders(getenv("SPARK_DDPM_EMULATED_ORDER")),
      memory_limit(setting("SPARK_DDPM_EMULATED_MEMORY", 8ll << 30)),
      capability(static_cast<int>(setting("SPARK_DDPM_EMULATED_CAPABILITY", 90))),
      multiprocessors(static_cast<int>(setting("SPARK_DDPM_EMULATED_MULTIPROCESSORS", 132))),
      version(static_cast<int>(setting("SPARK_DDPM_EMULATED_DRIVER", 13010))),
      guard(setting("SPARK_DDPM_EMULATED_GUARD", 0) != 0),
      fixed_shared(static_cast<size_t>(
          std::min(static_cast<long long>(SHARED_UNASKED),
                   setting("SPARK_DDPM_EMULATED_FIXED_SHARED", FIXED_SHARED)))) {
  for (int place : visible_devices()) {
    devices.emplace_back();
    devices.back().place = place;
  }
  atexit(write_counters);
}

// Never destroyed: the workers may outlast main.
Driver& Driver::get() {
  static Driver& driver = *new Driver();
  return driver;
}

Context* current_context() {
  Driver& driver = Driver::get();
  for (Device& device : driver.devices) {
    if (device.context && device.context.get() == current) {
      return current;
    }
  }
  return nullptr;
}

void make_current(Context* context) { current = context; }

Result Context::add(Stream& stream, Step step) {
  if (!stream.capture) {
    stream.last = tasks.add(std::move(step), {stream.last});
    return SUCCESS;
  }
  if (!stream.capture->valid) {
    return because(CAPTURE_INVALIDATED, "the stream's capture was spoiled");
  }
  stream.last_captured = stream.capture->tasks.add(std::move(step), {stream.last_captured});
  return SUCCESS;
}

Result Context::await(Stream& stream, const Event& event) {
  if (!stream.capture && !event.capture) {
    stream.last = tasks.add(Meeting{}, {stream.last, event.task});
    return SUCCESS;
  }
  if (!stream.capture) {
    if (event.capture->ended) {
      return because(CAPTURED_EVENT, "the event was recorded in a capture that has ended");
    }
    if (&stream == default_stream.get()) {
      event.capture->valid = false;
      return because(CAPTURE_UNSUPPORTED, "the default stream cannot capture");
    }
    if (!event.capture->valid) {
      return because(CAPTURE_INVALIDATED, "the event's capture was spoiled");
    }
    stream.capture = event.capture;
    stream.last_captured = 0;
  }
  if (!stream.capture->valid) {
    return because(CAPTURE_INVALIDATED, "the stream's capture was spoiled");
  }
  if (event.capture != stream.capture) {
    stream.capture->valid = false;
    if (!event.capture || event.capture->ended) {
      return because(CAPTURE_ISOLATION, "a stream that captures cannot wait for an event that was"
                     " recorded outside of the capture, or never");
    }
    event.capture->valid = false;
    return because(CAPTURE_MERGE, "the event belongs to another capture");
  }
  stream.last_captured =
      stream.capture->tasks.add(Meeting{}, {stream.last_captured, event.task});
  return SUCCESS;
}

Result Context::run(const std::vector<std::shared_ptr<const Step>>& steps) {
  if (steps.empty()) {
    return SUCCESS;
  }
  Driver& driver = Driver::get();
  failure = emulated::run(steps, memory, driver.guard, driver.counters);
  return failure.result == SUCCESS ? SUCCESS
                                   : because(failure.result, "%s", failure.reason.c_str());
}

Result Context::finish(Stream& stream) {
  return run(tasks.take(stream.last, Driver::get().orders));
}

Result Context::finish_all() { return run(tasks.take_all(Driver::get().orders)); }

void Context::end(Capture& capture) {
  capture.ended = true;
  for (auto& stream : streams.all()) {
    if (stream->capture.get() == &capture) {
      stream->capture.reset();
      stream->last_captured = 0;
    }
  }
}

Result Context::refuse_capture(const char* call) {
  bool refused = false;
  for (auto& stream : streams.all()) {
    Capture* capture = stream->capture.get();
    if (capture && (capture->mode == GLOBAL || (capture->mode == THREAD_LOCAL &&
                                                capture->thread == std::this_thread::get_id()))) {
      capture->valid = false;
      refused = true;
    }
  }
  return refused ? because(CAPTURE_UNSUPPORTED, "%s while a stream captures", call) : SUCCESS;
}

}  // namespace emulated
