// SPDX-License-Identifier: BSL-1.0
// What streams of events are made of, ready to be written.
#pragma once

#include <cstdio>
#include <string>

namespace test {

// The beginning of an answer whose body comes in chunks.
inline std::string events_head(const std::string& extra_headers = {}, const std::string& type = "text/event-stream")
{
    return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n" + extra_headers + "\r\n";
}

inline std::string event(const std::string& data) { return "event: message\ndata: " + data + "\n\n"; }

inline std::string chunk(const std::string& bytes)
{
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + bytes + "\r\n";
}

inline const std::string last_chunk = "0\r\n\r\n";

inline std::string pong_with(const std::string& id) { return R"({"jsonrpc":"2.0","result":"pong","id":)" + id + "}"; }

inline const std::string progress = R"({"jsonrpc":"2.0","method":"progress","params":[1]})";

} // namespace test
