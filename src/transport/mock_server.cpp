// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/mock_server.hpp>

#include "transport/mock_state.hpp"

namespace jsonrpcclient {

using detail::mock_state;

namespace {

// A client's end of a connection with the mock.
class mock_channel final : public channel
{
public:
    explicit mock_channel(std::shared_ptr<mock_state> server) : server_(std::move(server)), in_(server_->connect()) {}
    ~mock_channel() override { mock_channel::abort(); }

    asio::awaitable<std::span<const std::string_view>> read() override { return in_->read(); }

    asio::awaitable<void> write(std::span<const std::string_view> messages) override
    {
        begun_ = 0;
        if (server_->take_failure())
            server_->end(in_);
        for (auto message : messages)
        {
            // The one before may have ended it.
            if (in_->is_over())
                throw boost::system::system_error(asio::error::broken_pipe);
            ++begun_;
            server_->receive(in_, message);
        }
        co_return;
    }

    std::size_t begun() const noexcept override { return begun_; }

    asio::awaitable<void> close() override
    {
        abort();
        co_return;
    }

    void abort() noexcept override
    {
        in_->abort();
        server_->end(in_);
    }

private:
    std::shared_ptr<mock_state> server_;
    mock_state::connection in_;
    std::size_t begun_ = 0;
};

asio::awaitable<std::unique_ptr<channel>> connect(std::shared_ptr<mock_state> server)
{
    co_return std::make_unique<mock_channel>(std::move(server));
}

} // namespace

asio::awaitable<json::value> detail::ask(std::shared_ptr<mock_state> state, request message)
{
    return mock_state::ask(std::move(state), std::move(message));
}

mock_server::mock_server(asio::any_io_executor executor) : state_(std::make_shared<mock_state>(std::move(executor))) {}

mock_server::~mock_server() { state_->close(); }

jsonrpcclient::connector mock_server::connector() const
{
    return [state = state_] { return connect(state); };
}

void mock_server::reverse_batches(bool value) { state_->reverse_batches(value); }

void mock_server::advance(std::chrono::nanoseconds time)
{
    // A function that answers may destroy the mock.
    auto state = state_;
    state->advance(time);
}

void mock_server::send(std::string_view text) { state_->latest()->push(std::string(text)); }

void mock_server::refuse_connections(std::size_t number, std::string_view why) { state_->refuse(number, why); }

void mock_server::disconnect() { state_->end_all(); }

void mock_server::fail_next_write() { state_->fail_next_write(); }

std::vector<received_message> mock_server::received() const { return state_->received(); }

std::vector<received_message> mock_server::received(std::string_view method) const
{
    std::vector<received_message> those;
    for (auto& came : state_->received())
        if (came.method == method)
            those.push_back(came);
    return those;
}

std::size_t mock_server::connections() const noexcept { return state_->connections(); }

asio::awaitable<received_message> mock_server::next_received() { return mock_state::next_received(state_); }

asio::awaitable<void> mock_server::until_received(std::string_view method, std::size_t number)
{
    return mock_state::until_received(state_, std::string(method), number);
}

} // namespace jsonrpcclient
