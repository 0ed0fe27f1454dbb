// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"

#include "arguments.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdlib>

namespace tool {
namespace {

asio::awaitable<status> run_form(rpc::client& client, const options& given)
{
    switch (given.form)
    {
    case form::batch:
        return run_batch(client, given);
    case form::lines:
        return run_lines(client, given);
    case form::listen:
        return run_listen(client, given);
    default:
        return run_call(client, given);
    }
}

asio::awaitable<status> run_and_close(rpc::client& client, const options& given)
{
    auto ended = status::good;
    try
    {
        ended = co_await run_form(client, given);
    }
    catch (...)
    {
        ended = report(std::current_exception());
    }
    co_await client.close();
    co_return ended;
}

// What is wrong with an option may show only here, such as a file that is not there.
rpc::client make_client(const asio::any_io_executor& executor, const options& given)
{
    try
    {
        return rpc::client(executor, given.url, given.client);
    }
    catch (const rpc::client_error& error)
    {
        if (error.code() != rpc::errc::invalid_config)
            throw;
        throw usage_error(given.as_typed(error.what()));
    }
}

// Who listens prints them as well.
void answer_requests(rpc::client& client, const options& given)
{
    for (auto& [method, result] : given.answers)
        client.on_request(method, [result = result](const rpc::server_request&) { return result; });
}

} // namespace

status run(const options& given)
{
    asio::io_context context(1);
    auto client = make_client(context.get_executor(), given);
    auto ended = status::interrupted;
    asio::signal_set signals(context);
    if (given.form != form::listen)
    {
        answer_requests(client, given);
        signals.add(SIGINT);
        signals.add(SIGTERM);
        signals.async_wait(
            [&](boost::system::error_code, int number)
            {
                ended = status_of_signal(number);
                context.stop();
            });
    }
    asio::co_spawn(context, run_and_close(client, given),
                   [&](std::exception_ptr error, status outcome)
                   {
                       ended = error ? report(error) : outcome;
                       context.stop();
                   });
    context.run();

    if (given.stats)
        print(client.statistics());
    ended = end_of_output(ended);
    // A thread may still resolve a name, or wait for standard input: nobody is to wait for it.
    if (ended != status::good && ended != status::refused && ended != status::bad_usage)
        std::_Exit(static_cast<int>(ended));
    return ended;
}

} // namespace tool
