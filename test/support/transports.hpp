// SPDX-License-Identifier: BSL-1.0
// The transports that the suites run over, by name, and what holds for each of them.
#pragma once

#include <string_view>
#include <vector>

namespace test {

// A POST for each message.
bool is_http(std::string_view transport);
bool is_websocket(std::string_view transport);
bool is_secure(std::string_view transport);
bool is_over_unix(std::string_view transport);

// Whether messages end where their JSON does, so that a text that is no JSON has no end.
bool is_bare(std::string_view transport);

// Whether there is no choice of framings, or this is the default.
bool has_usual_framing(std::string_view transport);

// "http", "wss", "unix".
std::string_view scheme_of(std::string_view transport);

// "newline", "netstring"; "http" for HTTP, nothing for WebSocket.
std::string_view framing_of(std::string_view transport);

// The environment variable TEST_TRANSPORTS narrows all lists down to the names it holds, with commas between them.
std::vector<const char*> transports_that(bool (*holds)(std::string_view));

inline const auto transports = transports_that([](std::string_view) { return true; });

inline const auto exchanges = transports_that(is_http);

// Those that carry many messages at the same time.
inline const auto streams = transports_that([](std::string_view name) { return !is_http(name); });

// Those on which also a text that is no JSON has an end.
inline const auto delimited = transports_that([](std::string_view name) { return !is_bare(name); });

// Before the first message no framing matters: each of these has one of the framings at most.

// Those that find their peer by host and port.
inline const auto networked =
    transports_that([](std::string_view name) { return has_usual_framing(name) && !is_over_unix(name); });

// Those that agree on something first.
inline const auto handshaking = transports_that(
    [](std::string_view name) { return has_usual_framing(name) && (is_secure(name) || is_websocket(name)); });

} // namespace test
