// SPDX-License-Identifier: BSL-1.0
// One call, from its initiation to its completion.
#pragma once

#include <jsonrpcclient/client.hpp>

#include "client/call_statistics.hpp"
#include "client/completion.hpp"
#include "client/repetition.hpp"
#include "core/answer.hpp"
#include "core/outgoing.hpp"

#include <functional>
#include <memory>
#include <string>

namespace jsonrpcclient::detail {

class call
{
public:
    explicit call(call_options options) noexcept : options(std::move(options)) {}
    virtual ~call() = default;

    // Runs the handler on its executor: in place if that is where this is called. Called once.
    virtual void complete(std::exception_ptr error, answer&& result) = 0;

    call_options options;
    // What these and the client's came to when it began: defaults that are set later are not for it.
    std::chrono::steady_clock::time_point deadline;
    // Of one that may be sent more than once.
    std::unique_ptr<repetition> again;
    // Of one whose progress is told: that it is, as long as it lives.
    std::shared_ptr<void> progress;
    stopwatch since;
    // What error messages call it, unless that is the method by which it is counted. Each call in flight has all of this.
    std::unique_ptr<const message_name> own_name;
    // The option `trim_log_values`, and `strict_http_status`, when it began.
    bool trims_log : 1 = false;
    bool is_strict : 1 = false;
    // Of the client itself: no limit holds for it.
    bool is_own : 1 = false;
    // It was cancelled before the client had begun with it, or when it was answered already.
    bool is_canceled : 1 = false;
    // As long as the session says that it has it; used on the client's executor only.
    slot place = no_slot;
};

// A call of the client's own.
class inner_call final : public call
{
public:
    using end_handler = std::function<void(std::exception_ptr, answer&&)>;

    using call::call;

    // Unless this is called, nobody hears of its end.
    void ending(end_handler ended) { ended_ = std::move(ended); }

    void complete(std::exception_ptr error, answer&& result) override
    {
        if (ended_)
            ended_(std::move(error), std::move(result));
    }

private:
    end_handler ended_;
};

// Turns an answer into what the handler takes.
inline response&& result_of(answer&& from, std::type_identity<response>) { return std::move(from); }

inline batch_response result_of(answer&& from, std::type_identity<batch_response>)
{
    batch_response made;
    made.text = std::move(from.text);
    made.raw = std::move(from.raw);
    if (from.batch)
    {
        made.data = std::move(from.batch->data);
        made.unmatched = std::move(from.batch->unmatched);
    }
    return made;
}

template <class Handler, class... Results>
class call_with final : public call
{
public:
    // `home` is the client's executor.
    call_with(call_options options, Handler&& done, const asio::any_io_executor& home)
        : call(std::move(options)), done_(std::move(done), home)
    {
    }

    asio::cancellation_slot cancellation() const noexcept { return done_.cancellation(); }

    void complete(std::exception_ptr error, answer&& result) override
    {
        done_(std::move(error), result_of(std::move(result), std::type_identity<Results>())...);
    }

private:
    completion_of<Handler, Results...> done_;
};

} // namespace jsonrpcclient::detail
