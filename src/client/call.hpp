// SPDX-License-Identifier: BSL-1.0
// One call, from its initiation to its completion: the caller's handler, and what is needed to run it where
// and when it belongs.
#pragma once

#include <jsonrpcclient/client.hpp>

#include "client/call_statistics.hpp"
#include "client/repetition.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>

#include <memory>
#include <optional>
#include <string>

namespace jsonrpcclient::detail {

// What a call ends with when it ends well.
struct answer
{
    answer() = default;

    std::string text;
    std::any raw;
    // Of a single call.
    response_data data;
    // Of a batch.
    std::vector<response_data> batch;
    std::vector<response_data> unmatched;
};

class call
{
public:
    explicit call(call_options options) noexcept : options(std::move(options)) {}
    virtual ~call() = default;

    // Runs the handler on its executor: in place if that is where this is called. Called once.
    virtual void complete(std::exception_ptr error, answer&& result) = 0;

    call_options options;
    // What these and the client's came to when it began: defaults that are set later are not for it.
    std::chrono::nanoseconds timeout{0};
    std::chrono::steady_clock::time_point deadline;
    bool trims_log = false;
    bool is_strict = false;
    // Of the client itself: no limit holds for it.
    bool is_own = false;
    // Of one that may be sent more than once.
    std::unique_ptr<repetition> again;
    stopwatch since;
    // For error messages, such as the method in quotes.
    std::string name;
    // While the client works on it; used on the client's executor only.
    std::optional<slot> place;
    // It was cancelled before the client had begun with it.
    bool is_canceled = false;
};

// Turns an answer into what the handler takes.
inline std::tuple<> results_of(answer&&, std::type_identity<handler<>>) { return {}; }

inline std::tuple<response> results_of(answer&& from, std::type_identity<handler<response>>)
{
    return {response(std::move(from.text), std::move(from.raw), std::move(from.data))};
}

inline std::tuple<batch_response> results_of(answer&& from, std::type_identity<handler<batch_response>>)
{
    batch_response made;
    made.text = std::move(from.text);
    made.raw = std::move(from.raw);
    made.data = std::move(from.batch);
    made.unmatched = std::move(from.unmatched);
    return {std::move(made)};
}

template <class... Results>
class call_with final : public call
{
public:
    // `fallback` is where a handler runs that has no executor of its own.
    call_with(call_options options, handler<Results...>&& done, const asio::any_io_executor& fallback)
        : call(std::move(options)), done_(std::move(done)),
          executor_(asio::prefer(asio::get_associated_executor(done_, asio::any_completion_executor(fallback)),
                                 asio::execution::outstanding_work.tracked)),
          cancellation_(asio::get_associated_cancellation_slot(done_))
    {
    }

    // Where the caller's cancellation comes in; on the caller's executor.
    asio::cancellation_slot cancellation() const noexcept { return cancellation_; }

    void complete(std::exception_ptr error, answer&& result) override
    {
        auto executor = std::move(executor_);
        asio::dispatch(executor,
                       [cancellation = cancellation_, done = std::move(done_), error = std::move(error),
                        results = results_of(std::move(result), std::type_identity<handler<Results...>>())]() mutable
                       {
                           cancellation.clear();
                           std::apply([&](auto&... result) { std::move(done)(std::move(error), std::move(result)...); },
                                      results);
                       });
    }

private:
    handler<Results...> done_;
    asio::any_completion_executor executor_;
    asio::cancellation_slot cancellation_;
};

} // namespace jsonrpcclient::detail
