// SPDX-License-Identifier: BSL-1.0
#include "support/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <list>

namespace test {

namespace asio = boost::asio;

namespace {

bool says_that_peer_is_gone(const boost::system::error_code& error)
{
    return error == asio::error::eof || error == asio::error::connection_reset || error == asio::error::broken_pipe ||
           error == asio::error::connection_aborted || error == asio::error::not_connected ||
           error == asio::error::operation_aborted;
}

} // namespace

struct listener::state
{
    state(asio::any_io_executor executor, std::string_view transport, connection_script serve)
        : where(executor, transport), serve(std::move(serve))
    {
        where.listen();
    }

    address where;
    connection_script serve;
    std::size_t connections = 0;
    std::list<asio::cancellation_signal> signals;   // One for each connection that is served.
};

listener::listener(asio::any_io_executor executor, std::string_view transport, connection_script serve)
    : state_(std::make_shared<state>(executor, transport, std::move(serve)))
{
    asio::co_spawn(executor, accept(state_), asio::detached);
}

listener::~listener() { stop(); }

asio::awaitable<void> listener::serve(std::shared_ptr<state> state, stream_socket socket)
{
    try
    {
        co_await state->serve(std::move(socket));
    }
    catch (const boost::system::system_error& error)
    {
        if (!says_that_peer_is_gone(error.code()))
            throw;
    }
}

asio::awaitable<void> listener::accept(std::shared_ptr<state> state)
{
    auto& acceptor = state->where.acceptor();
    while (acceptor.is_open())
    {
        auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::deferred));
        if (error || !acceptor.is_open())
            continue;
        ++state->connections;
        boost::system::error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        auto signal = state->signals.emplace(state->signals.end());
        auto ended = [state, signal](std::exception_ptr error)
        {
            // In a turn of its own: who ends may be in the middle of what the signal has emitted. And not behind stop(),
            // whose emissions may be under way.
            asio::post(state->where.acceptor().get_executor(),
                       [state, signal]
                       {
                           if (state->where.acceptor().is_open())
                               state->signals.erase(signal);
                       });
            if (error)
                std::rethrow_exception(error);
        };
        asio::co_spawn(acceptor.get_executor(), serve(state, std::move(socket)),
                       asio::bind_cancellation_slot(signal->slot(), ended));
    }
}

const address& listener::where() const noexcept { return state_->where; }

std::size_t listener::connections() const { return state_->connections; }

void listener::stop()
{
    boost::system::error_code ignored;
    state_->where.acceptor().close(ignored);
    for (auto& signal : state_->signals)
        signal.emit(asio::cancellation_type::terminal);
    // What was emitted comes in turns of its own, and needs the signals.
    asio::post(state_->where.acceptor().get_executor(), [state = state_] {});
}

} // namespace test
