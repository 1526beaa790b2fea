#include "tasks.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>

namespace emulated {

Orders::Orders(const char* chosen) {
  if (!chosen || !*chosen) {
    return;
  }
  varied_ = false;
  if (strcmp(chosen, "called") == 0) {
    chosen_ = Order::CALLED;
  } else if (strcmp(chosen, "turns") == 0) {
    chosen_ = Order::TURNS;
  } else if (strcmp(chosen, "latest") == 0) {
    chosen_ = Order::LATEST;
  } else {
    fprintf(stderr, "emulated device: %s is no order; take called, turns or latest\n", chosen);
    abort();
  }
}

// The same sequence in each process, but without a period that a list of calls could have.
Order Orders::next() {
  if (!varied_) {
    return chosen_;
  }
  state_ = state_ * 1664525u + 1013904223u;
  return static_cast<Order>((state_ >> 16) % 3);
}

Tasks::Number Tasks::put(Task task) {
  tasks_.emplace_hint(tasks_.end(), ++last_, std::move(task));
  return last_;
}

Tasks::Number Tasks::add(Step step, const std::vector<Number>& before) {
  Task task = {std::make_shared<const Step>(std::move(step)), {}};
  for (Number number : before) {
    if (tasks_.count(number)) {
      task.before.push_back(number);
    }
  }
  return put(std::move(task));
}

Tasks::Number Tasks::add(const Tasks& graph, Number last, Number before) {
  std::map<Number, Number> copies = {{0, before}};
  for (auto& [number, task] : graph.tasks_) {
    Task copy = {task.step, {}};
    for (Number one : task.before) {
      copy.before.push_back(copies[one]);
    }
    if (copy.before.empty() && tasks_.count(before)) {
      copy.before.push_back(before);
    }
    copies[number] = put(std::move(copy));
  }
  return copies[last];
}

Tasks::Chosen Tasks::before(Number last) const {
  Chosen chosen;
  std::vector<Number> open = {last};
  while (!open.empty()) {
    auto found = tasks_.find(open.back());
    open.pop_back();
    if (found != tasks_.end() && chosen.insert(*found).second) {
      const std::vector<Number>& more = found->second.before;
      open.insert(open.end(), more.begin(), more.end());
    }
  }
  return chosen;
}

std::vector<std::shared_ptr<const Step>> Tasks::take(Number last, Orders& orders) {
  return take(before(last), orders);
}

std::vector<std::shared_ptr<const Step>> Tasks::take_all(Orders& orders) {
  return take(Chosen(tasks_), orders);
}

std::vector<std::shared_ptr<const Step>> Tasks::take(const Chosen& chosen, Orders& orders) {
  std::map<Number, size_t> missing;
  std::map<Number, std::vector<Number>> after;
  std::deque<Number> ready;
  for (auto& [number, task] : chosen) {
    for (Number before : task.before) {
      if (chosen.count(before)) {
        after[before].push_back(number);
        missing[number]++;
      }
    }
    if (!missing.count(number)) {
      ready.push_back(number);
    }
  }
  std::vector<std::shared_ptr<const Step>> steps;
  Order order = Order::CALLED;
  bool several = false;
  while (!ready.empty()) {
    if (ready.size() > 1 && !several) {
      order = orders.next();
    }
    several = ready.size() > 1;
    auto place = order == Order::TURNS    ? ready.begin()
                 : order == Order::CALLED ? std::min_element(ready.begin(), ready.end())
                                          : std::max_element(ready.begin(), ready.end());
    Number number = *place;
    ready.erase(place);
    steps.push_back(chosen.at(number).step);
    tasks_.erase(number);
    for (Number next : after[number]) {
      if (--missing[next] == 0) {
        ready.push_back(next);
      }
    }
  }
  return steps;
}

}  // namespace emulated
