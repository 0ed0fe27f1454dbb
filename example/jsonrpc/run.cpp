// SPDX-License-Identifier: BSL-1.0
#include "run.hpp"

#include "arguments.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdlib>

namespace tool {
namespace {

asio::awaitable<status> run_form(rpc::client& client, const options& given, farewell& at_interrupt)
{
    switch (given.form)
    {
    case form::batch:
        return run_batch(client, given);
    case form::lines:
        return run_lines(client, given, at_interrupt);
    case form::listen:
        return run_listen(client, given);
    case form::bench:
        return run_bench(client, given, at_interrupt);
    default:
        return run_call(client, given);
    }
}

// A run of the program, and its end.
class runner
{
public:
    runner(asio::io_context& context, const options& given, rpc::client& client)
        : context_(context), given_(given), client_(client), signals_(context)
    {
    }

    // Who listens deals with signals as well.
    void start()
    {
        if (given_.form != form::listen)
        {
            signals_.add(SIGINT);
            signals_.add(SIGTERM);
            signals_.async_wait(
                [this](boost::system::error_code error, int number)
                {
                    if (!error)
                        interrupt(status_of_signal(number));
                });
        }
        asio::co_spawn(context_, run(), asio::detached);
    }

    status ended() const noexcept { return ended_; }

private:
    // Throws nothing.
    asio::awaitable<void> run()
    {
        auto ended = status::good;
        try
        {
            ended = co_await run_form(client_, given_, at_interrupt_);
        }
        catch (...)
        {
            if (!is_interrupted_)
                ended = report(std::current_exception());
        }
        // The form is gone, however it went.
        at_interrupt_ = nullptr;
        if (is_interrupted_)
            co_return;
        ended_ = ended;
        co_await client_.close();
        context_.stop();
    }

    // The server is told of the end, and a process waited for. A second signal does not wait.
    void interrupt(status how)
    {
        is_interrupted_ = true;
        ended_ = how;
        signals_.clear();
        if (at_interrupt_)
            at_interrupt_();
        client_.close([this](std::exception_ptr) { context_.stop(); });
    }

    asio::io_context& context_;
    const options& given_;
    rpc::client& client_;
    asio::signal_set signals_;
    farewell at_interrupt_;
    bool is_interrupted_ = false;
    status ended_ = status::interrupted;
};

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
    if (given.form != form::listen)
        answer_requests(client, given);
    runner running(context, given, client);
    running.start();
    context.run();

    if (given.stats)
        print(client.statistics());
    auto ended = end_of_output(running.ended());
    // A thread may still resolve a name, or wait for standard input: nobody is to wait for it.
    if (ended != status::good && ended != status::refused && ended != status::bad_usage)
        std::_Exit(static_cast<int>(ended));
    return ended;
}

} // namespace tool
