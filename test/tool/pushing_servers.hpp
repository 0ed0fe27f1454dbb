// SPDX-License-Identifier: BSL-1.0
// Servers that speak by themselves: what --listen and --answer are tested with.
#pragma once

#include "support/scripted_server.hpp"
#include "support/text_peer.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace test {

// Sends at once a notification, a request, an array of each kind, and texts that are no JSON-RPC. Then tells by a
// notification "got" of each message that comes.
text_server::script push_at_once();

// Answers calls:
//
//   subscribe  the notification "early", the result and the notification "late", whose params are the connection's number
//   leave      the same, and ends the connection
//   refuse     the notification "early" and an error
//   ask        the request "ask" with id 1, and then what that was answered with
//   hang       the notification "early", and no answer
//
// A batch is answered like its first call, by an array of this one answer.
text_server::script push_when_called();

// Sends a notification with the number of the connection, and ends that.
text_server::script push_and_leave();

// Streams of events over HTTP, at one of these paths:
//
//   /events    the notification "early", the request "other", an array of a notification and text that is no JSON, the result
//   /ask       the request "ask", and then a result: what that was answered with
//   /hang      the notification "early", and no end
//   /refuse    the notification "early" and an error
script push_events();

} // namespace test
