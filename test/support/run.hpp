// SPDX-License-Identifier: BSL-1.0
// Runs a test that is a coroutine: to its end, within a limit, and leaving nothing behind.
#ifndef TEST_SUPPORT_RUN_HPP
#define TEST_SUPPORT_RUN_HPP

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace test {

// Runs the context until the coroutine has ended, and returns the exception that ended it or null. Fails
// the test when it has not ended in time, or never can because nothing is left to do. What a handler
// throws out of the context passes through.
inline std::exception_ptr run_to_end(boost::asio::io_context& context, boost::asio::awaitable<void> body,
                                     std::chrono::seconds limit = std::chrono::seconds(240))
{
    auto outcome = std::make_shared<std::optional<std::exception_ptr>>();   // the coroutine may outlive us
    boost::asio::co_spawn(context, std::move(body),
                          [&context, outcome](std::exception_ptr error)
                          {
                              *outcome = error;
                              context.stop();
                          });
    context.restart();
    context.run_for(limit);
    if (!*outcome && context.stopped())
        BOOST_FAIL("the coroutine waits for something that nothing in the io_context will bring");
    if (!*outcome)
        BOOST_FAIL("the coroutine has not ended after " << limit.count() << " s");
    return **outcome;
}

// Fails the test when the context does not run out of work: somebody left a timer, a socket or an
// operation behind.
inline void check_runs_out_of_work(boost::asio::io_context& context,
                                   std::chrono::seconds limit = std::chrono::seconds(60))
{
    context.restart();
    context.run_for(limit);
    BOOST_CHECK_MESSAGE(context.stopped(),
                        "the io_context still has work " << limit.count() << " s after the coroutine's end");
}

// Both of these in turn, then rethrows what ended the coroutine.
inline void run(boost::asio::io_context& context, boost::asio::awaitable<void> body)
{
    auto error = run_to_end(context, std::move(body));
    check_runs_out_of_work(context);
    if (error)
        std::rethrow_exception(error);
}

// The same for a function that returns the coroutine, on a context of its own:
//
//   test::run([]() -> asio::awaitable<void> { ... });
template <class Function>
void run(Function&& function)
{
    boost::asio::io_context context;
    run(context, function());
}

} // namespace test

#endif
