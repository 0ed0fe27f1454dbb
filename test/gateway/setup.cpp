// SPDX-License-Identifier: BSL-1.0
#include "gateway/setup.hpp"

#include <boost/asio/this_coro.hpp>

#include <csignal>

namespace test::gateway {

using asio::ip::tcp;

kept_port::kept_port(const asio::any_io_executor& executor) : socket_(executor, tcp::v4())
{
    // So may the acceptor of the one who listens; the system gives the port to nobody else.
    socket_.set_option(tcp::socket::reuse_address(true));
    socket_.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
}

backend::backend(const asio::any_io_executor& executor, std::string name, std::string member)
    : name(std::move(name)), member(std::move(member)), port(executor)
{
    url = this->name == "cats" ? "http" : this->name == "dogs" ? "tcp" : "ws";
    url += "://127.0.0.1:" + std::to_string(port.number());
}

asio::awaitable<void> backend::start()
{
    bool is_tcp = name == "dogs";
    auto number = std::to_string(port.number());
    std::vector<std::string> words;
    words.push_back(SERVE);
    words.push_back(is_tcp ? "0" : number);
    words.push_back(is_tcp ? number : "0");
    process.emplace(co_await asio::this_coro::executor, words);
    for (int i = 0; i != 3; ++i)
        co_await process->line();
}

setup::setup(const asio::any_io_executor& executor)
    : executor_(executor),
      backends_{backend(executor, "cats", "cat"), backend(executor, "dogs", "dog"), backend(executor, "naps", "nap")}
{
}

asio::awaitable<std::unique_ptr<setup>> setup::make(std::chrono::milliseconds deadline, std::chrono::milliseconds grace,
                                                    bool all)
{
    std::unique_ptr<setup> made(new setup(co_await asio::this_coro::executor));
    std::vector<std::string> words;
    words.push_back(GATEWAY);
    words.push_back("0");
    for (auto& each : made->backends_)
    {
        words.push_back(each.url);
        if (all)
            co_await each.start();
    }
    words.push_back(std::to_string(deadline.count()));
    words.push_back(std::to_string(grace.count()));
    made->gateway_.emplace(made->executor_, words);
    auto line = co_await made->gateway_->line();
    made->port_ = static_cast<unsigned short>(std::stoi(line.substr(line.rfind(':') + 1)));
    co_return made;
}

backend& setup::of(std::string_view name)
{
    for (auto& each : backends_)
        if (each.name == name)
            return each;
    throw std::invalid_argument("there is no such backend");
}

asio::awaitable<visitor> setup::guest()
{
    visitor made(executor_);
    co_await made.connect(port_);
    co_return made;
}

asio::awaitable<reply> setup::get(std::string_view target)
{
    std::string wanted(target);
    auto made = co_await guest();
    co_return co_await made.get(wanted);
}

asio::awaitable<prometheus_page> setup::metrics()
{
    auto got = co_await get("/metrics");
    co_return prometheus_page(got.body);
}

asio::awaitable<void> setup::in_flight(std::string_view name, int calls)
{
    std::map<std::string, std::string> labels;
    labels.emplace("backend", name);
    auto watcher = co_await guest();
    bool is_there = false;
    while (!is_there)
    {
        auto got = co_await watcher.get("/metrics");
        is_there = prometheus_page(got.body).value("jsonrpcclient_calls_in_flight", labels) == calls;
    }
}

asio::awaitable<int> setup::end()
{
    gateway_->signal(SIGTERM);
    co_return co_await gateway_->ended();
}

} // namespace test::gateway
