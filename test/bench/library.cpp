// SPDX-License-Identifier: BSL-1.0
// The same calls through the library, by its public interface and with its defaults, but for what a scenario needs.
#include "measure.hpp"

#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/client.hpp>
#include <jsonrpcclient/options.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace {

namespace asio = boost::asio;
namespace rpc = jsonrpcclient;

class program
{
public:
    program(const bench::scenario& what, std::string_view url, bench::meter& figures)
        : what_(what), figures_(figures), client_(context_.get_executor(), url, options())
    {
    }

    void run()
    {
        for (std::size_t worker = 0; worker != what_.in_flight; ++worker)
            asio::co_spawn(context_, what_.batch == 1 ? work() : work_by_batches(),
                           [this](std::exception_ptr error)
                           {
                               if (error)
                                   std::rethrow_exception(error);
                               context_.stop();
                           });
        context_.run();
    }

private:
    // No file of a developer counts, and the target's certificate is signed by nobody.
    rpc::client_options options() const
    {
        rpc::client_options result;
        result.no_config_files().verify(false).max_connections(what_.in_flight).max_in_flight(what_.in_flight + 1);
        return result;
    }

    asio::awaitable<void> work()
    {
        for (;;)
        {
            auto begun = figures_.begin();
            if (what_.held && ++started_ % what_.in_flight == 0)
                release();
            auto response = co_await client_.request(what_.method);
            response.data.result().as_string();
            if (!figures_.end(begun))
                co_return;
        }
    }

    asio::awaitable<void> work_by_batches()
    {
        for (;;)
        {
            auto begun = figures_.begin();
            rpc::batch calls;
            for (std::size_t i = 0; i != what_.batch; ++i)
                calls.push_back(rpc::request(what_.method));
            auto response = co_await client_.send(std::move(calls));
            for (auto& data : response.data)
                data.result().as_string();
            if (!figures_.end(begun))
                co_return;
        }
    }

    // The last call begins before this turn ends.
    void release()
    {
        asio::post(context_, [this] { asio::co_spawn(context_, client_.notify("release"), asio::detached); });
    }

    const bench::scenario& what_;
    bench::meter& figures_;
    asio::io_context context_{1};
    rpc::client client_;
    std::size_t started_ = 0;
};

} // namespace

int main(int count, char* arguments[])
{
    try
    {
        if (count != 4)
            throw std::invalid_argument("usage: PROGRAM SCENARIO URL CALLS");
        bench::scenario what(arguments[1]);
        bench::meter figures(what, std::stoull(arguments[3]));
        program(what, arguments[2], figures).run();
        if (!figures.is_done())
            throw std::runtime_error("the calls have ended too early");
        figures.print();
        return EXIT_SUCCESS;
    }
    catch (const std::exception& error)
    {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
