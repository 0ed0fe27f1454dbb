// SPDX-License-Identifier: BSL-1.0
// Tables of what a server may do wrong: what the call gets, and what stays alive.
#pragma once

#include "hostile/peer.hpp"

namespace hostile {

// A line of such a table. What the server sends comes in answer to a call with id 2, while another call waits.
class anomaly
{
public:
    using counter = std::uint64_t rpc::statistics::*;

    anomaly(std::string name, std::string bytes) : name(std::move(name)), bytes(std::move(bytes)) {}

    // The bytes are a message, and come in the framing of the transport.
    anomaly& as_message()
    {
        is_message = true;
        return *this;
    }
    // The server closes the connection behind them.
    anomaly& then_closes()
    {
        closes = true;
        return *this;
    }

    // What the call gets: this result, as JSON text;
    anomaly& answered(std::string json)
    {
        result = std::move(json);
        return *this;
    }
    // or an error whose message has this part;
    anomaly& fails(rpc::errc with, std::string what, rpc::delivery known = rpc::delivery::answered)
    {
        code = with;
        part = std::move(what);
        delivery = known;
        return *this;
    }
    // or nothing by this: it is answered "right" by what comes next.
    anomaly& passes()
    {
        is_nothing = true;
        return answered("\"right\"");
    }

    // The connection is not used any more, and its end is the call's.
    anomaly& loses(std::string why)
    {
        fails(rpc::errc::connection_lost, std::move(why), rpc::delivery::maybe_executed);
        return ends_connection();
    }
    // It is the answer to another request: over HTTP, where others would follow it, the connection is not used any more.
    anomaly& is_of_another()
    {
        is_anothers = true;
        return *this;
    }
    // The connection is not used any more.
    anomaly& ends_connection()
    {
        is_end = true;
        return *this;
    }
    // Streams count it so.
    anomaly& counted(counter which, std::uint64_t times = 1)
    {
        counts = which;
        expected_count = times;
        return *this;
    }

    friend std::ostream& operator<<(std::ostream& to, const anomaly& line) { return to << line.name; }

    std::string name;
    std::string bytes;
    bool is_message = false;
    bool closes = false;
    bool is_nothing = false;
    bool is_end = false;
    bool is_anothers = false;
    std::string result;
    rpc::errc code = {};
    rpc::delivery delivery = {};
    std::string part;
    counter counts = nullptr;
    std::uint64_t expected_count = 0;
};

// Makes three calls: one that waits as long as the others run, one that meets the anomaly, and the next one. The second
// must end as the line says, the other two well: the first, which is idempotent, on the next connection if its own is
// lost. Over HTTP it has one of its own. All is counted, and nothing is left.
void check(std::string_view transport, const anomaly& line, rpc::client_options options = {},
           const std::string& upgrade = {});

} // namespace hostile
