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

#include <memory>
#include <type_traits>
#include <utility>

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

template <class Handler, class... Results>
class completion_of
{
public:
    // `home` is the client's executor: there it is called, and there a handler runs that has no executor of its own.
    completion_of(Handler&& done, const asio::any_io_executor& home)
        : done_(std::move(done)), cancellation_(asio::get_associated_cancellation_slot(done_))
    {
        auto own = asio::get_associated_executor(done_, home);
        bool is_home = false;
        if constexpr (std::is_same_v<executor_type, asio::any_io_executor>)
            is_home = own == home;
        if (!is_home)
            executor_ = std::make_unique<executor_type>(
                asio::prefer(std::move(own), asio::execution::outstanding_work.tracked));
    }

    // Where the caller's cancellation comes in; on the caller's executor.
    asio::cancellation_slot cancellation() const noexcept { return cancellation_; }

    // Runs the handler on its executor: in place if that is the client's. Called once.
    void operator()(std::exception_ptr error, Results&&... results)
    {
        if (!executor_)
        {
            cancellation_.clear();
            return std::move(done_)(std::move(error), std::move(results)...);
        }
        auto executor = std::move(*executor_);
        asio::dispatch(executor,
                       [cancellation = cancellation_, done = std::move(done_), error = std::move(error),
                        ... results = std::move(results)]() mutable
                       {
                           cancellation.clear();
                           std::move(done)(std::move(error), std::move(results)...);
                       });
    }

private:
    using executor_type = asio::associated_executor_t<Handler, asio::any_io_executor>;

    Handler done_;
    // None if it is the client's, as it mostly is: there what the client waits for is work enough.
    std::unique_ptr<executor_type> executor_;
    asio::cancellation_slot cancellation_;
};

template <class... Results>
using completion = completion_of<handler<Results...>, Results...>;

} // namespace jsonrpcclient::detail
