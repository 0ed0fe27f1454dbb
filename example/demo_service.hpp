// SPDX-License-Identifier: BSL-1.0
// What the demo server answers: JSON-RPC 2.0 from text to text, without any I/O.
#ifndef DEMO_SERVICE_HPP
#define DEMO_SERVICE_HPP

#include <chrono>
#include <string>
#include <string_view>

namespace demo {

// What is to be sent back for one message, and when.
struct reply {
    std::string text;                     // empty for notifications: send nothing
    std::chrono::milliseconds delay{0};   // asked for by "sleep"
};

// Answers one message, a single call or a batch; never throws for what the message says.
//
//   ping               "pong"
//   echo ...           the params as they came, null without
//   add a b ...        the sum
//   subtract a b       the difference, also by name: minuend, subtrahend
//   cat name, dog name "Yoko the cat", "a cat" without a name
//   log ...            null, meant for notifications
//   sleep ms           ms, after so many milliseconds, an hour at most
//   fail ...           an error with data
//   big n              a string of n times "x", 64 Mi at most
//
// A batch is answered in the reverse order of its requests: ids tell which answer is whose.
reply reply_to(std::string_view message);

} // namespace demo

#endif
