// SPDX-License-Identifier: BSL-1.0
#include "soak/lane.hpp"

#include "soak/ledger.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace soak {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

lane::lane(asio::io_context& context, std::string transport, std::uint64_t seed, std::size_t first, std::size_t end,
           ledger& book, chaos& faults)
    : context_(context), transport_(std::move(transport)), seed_(seed), book_(book), faults_(faults), first_(first),
      next_(first), end_(end), server_(context.get_executor(), transport_, book, faults),
      proxy_(context.get_executor(), transport_, server_.url(), server_.socket_path(), faults)
{
    lasting_ = make_client();
    passing_ = make_client();
}

std::unique_ptr<rpc::client> lane::make_client()
{
    auto& random = faults_.random;
    auto options = proxy_.where().options();
    constexpr const char* generators[] = {"decimal", "hexadecimal", "random", "uuid"};
    options.no_config_files().reconnect(rpc::backoff(1ms, 50ms)).id_generator(generators[clients_made_++ % 4]);
    options.connect_timeout(1s).tls_timeout(1s).handshake_timeout(1s);
    // What has nothing to do soon ends.
    options.ping_interval(300ms).ping_method("ping").idle_timeout(50ms).max_connections(4);
    options.permessage_deflate(random.one_in(2));
    if (random.one_in(3))
        options.max_in_flight(12).wait_when_full();
    else if (random.one_in(10))
        options.max_in_flight(12);
    return std::make_unique<rpc::client>(context_.get_executor(), proxy_.where().url(), options);
}

rpc::caller lane::caller_for(std::size_t call) { return mix(seed_ + 1, call) % 4 == 0 ? *passing_ : *lasting_; }

void lane::work(std::size_t workers, std::size_t part, std::size_t parts, const std::function<void()>& ended)
{
    auto end = first_ + (end_ - first_) * part / parts;
    running_.assign(workers, running(0, steady_clock::time_point::max()));
    for (std::size_t worker = 0; worker != workers; ++worker)
        asio::co_spawn(context_, make_calls(worker, end),
                       [ended](std::exception_ptr error)
                       {
                           ended();
                           if (error)
                               std::rethrow_exception(error);
                       });
}

asio::awaitable<void> lane::make_calls(std::size_t worker, std::size_t end)
{
    using namespace asio::experimental::awaitable_operators;
    while (next_ < end)
    {
        plan what(seed_, next_++);
        running_[worker] = running(what.call, steady_clock::now() + what.timeout + 60s);
        book_.made(what.call, what.is_idempotent);
        auto pending = make(what, caller_for(what.call), book_);
        if (what.canceled_after && what.kind != call_kind::callback)
        {
            asio::steady_timer timer(context_, *what.canceled_after);
            co_await (std::move(pending) || timer.async_wait(asio::use_awaitable));
        }
        else
            co_await std::move(pending);
        running_[worker].limit = steady_clock::time_point::max();
        if (faults_.strikes("clients closed or destroyed", 300))
            co_await renew();
    }
}

asio::awaitable<void> lane::renew()
{
    auto before = std::exchange(passing_, make_client());
    if (faults_.random.one_in(2))
        co_await before->close();
}

asio::awaitable<void> lane::stop()
{
    co_await lasting_->close();
    if (faults_.random.one_in(2))
        co_await passing_->close();
    lasting_.reset();
    passing_.reset();
    proxy_.stop();
    server_.stop();
}

void lane::check_idle()
{
    auto counted = lasting_->statistics();
    if (counted.in_flight != 0 || counted.queued_bytes != 0)
        book_.complain(transport_ + ": the client still has " + std::to_string(counted.in_flight) +
                       " calls in flight and " + std::to_string(counted.queued_bytes) + " bytes queued");
    if (counted.started != counted.answered + counted.failed + counted.timed_out + counted.canceled)
        book_.complain(transport_ + ": the client has started other calls than it has ended");
}

std::vector<std::size_t> lane::overdue() const
{
    std::vector<std::size_t> found;
    for (auto& call : running_)
        if (call.limit < steady_clock::now())
            found.push_back(call.call);
    return found;
}

} // namespace soak
