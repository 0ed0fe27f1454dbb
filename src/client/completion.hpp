// SPDX-License-Identifier: BSL-1.0
// The end of an operation: the caller's handler, and what is needed to run it where it belongs.
#pragma once

#include <jsonrpcclient/client.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <tuple>

namespace jsonrpcclient::detail {

// Runs a handler of the caller's in place. One that throws does so out of io_context::run(), as with Asio's own operations.
template <class Function>
void run_in_place(const asio::any_io_executor& executor, Function run)
{
    try
    {
        run();
    }
    catch (...)
    {
        asio::post(executor, [thrown = std::current_exception()] { std::rethrow_exception(thrown); });
    }
}

template <class... Results>
class completion
{
public:
    // `fallback` is where a handler runs that has no executor of its own.
    completion(handler<Results...>&& done, const asio::any_io_executor& fallback)
        : done_(std::move(done)),
          executor_(asio::prefer(asio::get_associated_executor(done_, asio::any_completion_executor(fallback)),
                                 asio::execution::outstanding_work.tracked)),
          cancellation_(asio::get_associated_cancellation_slot(done_))
    {
    }

    // Where the caller's cancellation comes in; on the caller's executor.
    asio::cancellation_slot cancellation() const noexcept { return cancellation_; }

    // Runs the handler on its executor: in place if that is where this is called. Called once.
    void operator()(std::exception_ptr error, std::tuple<Results...>&& results)
    {
        auto executor = std::move(executor_);
        asio::dispatch(executor,
                       [cancellation = cancellation_, done = std::move(done_), error = std::move(error),
                        results = std::move(results)]() mutable
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
