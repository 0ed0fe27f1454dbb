// SPDX-License-Identifier: BSL-1.0
// The workers of the pool, and what each of them has in hand.
#pragma once

#include "transport/gate.hpp"
#include "transport/http_pool.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace jsonrpcclient::detail {

struct http_pool::worker
{
    explicit worker(const asio::any_io_executor& executor) : ready(executor) {}

    gate ready;
    asio::cancellation_signal stop_connecting;
    std::shared_ptr<phase> now = std::make_shared<phase>(phase::queue);
    // Where it works, and the connection that it has there.
    std::shared_ptr<http_lane> lane;
    std::unique_ptr<http_connection> connection;
    // Whether the connection has carried nothing yet.
    bool is_fresh = false;
    // Whether it has just brought an answer, and has left nothing behind that was there.
    bool is_at_once = false;
    // The connection's, while it works with that; then of the next one.
    std::unique_ptr<digest_proof> digest;
    // Whose message it works on; none once that was withdrawn.
    std::optional<slot> owner;
};

// A message on its way, and what became of that so far.
struct http_pool::posting
{
    posting(send_queue::item&& taken, std::shared_ptr<const http_plan> plan)
        : message(std::move(taken)), plan(std::move(plan))
    {
    }

    // Of one that was redirected, with where to.
    std::string told(const std::string& reason) const
    {
        return so_far.redirects == 0 ? reason : reason + "; it was redirected to " + so_far.redirected_to;
    }

    send_queue::item message;
    std::shared_ptr<const http_plan> plan;
    http_attempts so_far;
    http_outcome outcome;
    bool is_again = false;
    bool is_retry = false;
    bool is_done = false;
};

// Hears for one message.
class http_pool::hearer final : public event_sink
{
public:
    hearer(http_pool& pool, const worker& me, slot owner, const http_plan& plan, http_attempts& so_far)
        : pool_(pool), me_(me), owner_(owner), plan_(plan), so_far_(so_far)
    {
    }

    void begin(http_answer& head) override { pool_.session_->take_session_id(so_far_, plan_, head); }
    hearing hear(std::string_view text) override { return pool_.told_.heard(owner_, text); }
    bool hear_oversized(std::string_view beginning) override { return pool_.told_.heard_oversized(owner_, beginning); }
    bool is_deaf() const override { return !me_.owner; }

private:
    http_pool& pool_;
    const worker& me_;
    slot owner_;
    const http_plan& plan_;
    http_attempts& so_far_;
};

} // namespace jsonrpcclient::detail
