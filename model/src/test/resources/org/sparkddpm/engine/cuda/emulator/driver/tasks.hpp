// What is to be done, of which each thing waits for others: the work of all streams of a context, or
// a graph.
#pragma once

#include "commands.hpp"

namespace emulated {

// The next of several tasks, none of which waits for another.
enum class Order {
  CALLED,  // in the order of their calls
  TURNS,   // as they became possible, so that what runs side by side takes turns
  LATEST,  // the one called last
};

// Which order comes next: always the chosen one, or at each place with several tasks another.
class Orders {
 public:
  // By a text: called, turns, latest, or empty for all of them.
  explicit Orders(const char* chosen);

  Order next();

 private:
  bool varied_ = true;
  Order chosen_ = Order::CALLED;
  unsigned state_ = 1;
};

class Tasks {
 public:
  // Of a task, counted from 1 in the order of the calls; 0 is none.
  using Number = unsigned long long;

  // Adds one that waits for those before that are not done.
  Number add(Step step, const std::vector<Number>& before);

  // Adds all of a graph, whose roots wait for a task. Returns the number of the graph's last, to which
  // all others must lead; of the task if the graph is empty.
  Number add(const Tasks& graph, Number last, Number before);

  // Takes out the tasks that a task waits for, and itself, in an order in which they may run.
  std::vector<std::shared_ptr<const Step>> take(Number last, Orders& orders);
  std::vector<std::shared_ptr<const Step>> take_all(Orders& orders);

  // Whether a task waits for all others.
  bool lead_to(Number last) const { return before(last).size() == tasks_.size(); }

 private:
  struct Task {
    std::shared_ptr<const Step> step;
    std::vector<Number> before;
  };

  // By their numbers.
  using Chosen = std::map<Number, Task>;

  Number put(Task task);

  // A task and those that it waits for.
  Chosen before(Number last) const;
  std::vector<std::shared_ptr<const Step>> take(const Chosen& chosen, Orders& orders);

  Number last_ = 0;
  Chosen tasks_;
};

}  // namespace emulated
