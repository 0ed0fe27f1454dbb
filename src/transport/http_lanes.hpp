// SPDX-License-Identifier: BSL-1.0
// What waits for HTTP connections, and the connections that wait for something to do.
//
// Those of one lane have the same route: any of its connections serves any of its messages.
#pragma once

#include "core/send_queue.hpp"
#include "transport/http_session.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace jsonrpcclient::detail {

struct http_connection
{
    explicit http_connection(std::unique_ptr<stream> made) : over(std::move(made)), exchanges(make_exchanges(*over)) {}

    std::unique_ptr<stream> over;
    std::unique_ptr<http_exchanges> exchanges;
    std::unique_ptr<digest_proof> digest;
    bool has_answered = false;
    // Nothing has come behind an answer.
    bool is_proven = false;
    // While it is idle: since when.
    std::chrono::steady_clock::time_point idle_since;
};

struct http_lane
{
    http_lane(route to, std::shared_ptr<const option_set> options) : to(std::move(to)), options(std::move(options)) {}

    std::size_t waiting() const { return queue.size() + connecting.size(); }
    bool has_work() const { return waiting() != 0; }

    route to;
    // How connections are made; in this all messages of the lane agree.
    std::shared_ptr<const option_set> options;
    send_queue queue;
    // Who waits for a connection only.
    std::set<send_queue::slot> connecting;
    // The one that was used last is at the end.
    std::vector<std::unique_ptr<http_connection>> idle;
    // Connections that have ended by themselves, and have not been replaced.
    std::size_t lost = 0;
    // Of connections that have ended.
    std::vector<std::unique_ptr<digest_proof>> digests;
    // The last try to connect failed, while others had connections.
    bool is_refusing = false;
};

class http_lanes
{
public:
    // The lane of this plan, which is made if there is none.
    std::shared_ptr<http_lane> of(const http_plan& plan);
    // The next one that has work, in turn; null if there is none.
    std::shared_ptr<http_lane> next();

    auto begin() const noexcept { return lanes_.begin(); }
    auto end() const noexcept { return lanes_.end(); }

    // What waits in all of them: for whatever, messages, their bytes, and connections.
    std::size_t waiting() const;
    std::size_t queued() const;
    std::size_t queued_bytes() const;
    std::size_t idle() const;
    void withdraw(send_queue::slot owner);

    // Closes idle connections, the oldest of a lane first, until there are no more than so many.
    void close_idle_beyond(std::size_t most);
    // Closes those that have been idle since then or longer. When the longest idle of the others began to be; none if there
    // are no others.
    std::optional<std::chrono::steady_clock::time_point> close_idle_since(std::chrono::steady_clock::time_point then);
    // Forgets what waits, and closes what is idle.
    void clear();

private:
    std::vector<std::shared_ptr<http_lane>> lanes_;
    std::size_t turn_ = 0;
};

} // namespace jsonrpcclient::detail
