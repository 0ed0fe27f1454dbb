// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/caller.hpp>

#include "client/begin.hpp"

namespace jsonrpcclient {
namespace detail {
namespace {

// Starts for a handler whose type is known: it need not be erased, which costs an allocation for it and one for its
// executor.
template <class Result>
struct awaited_initiation
{
    explicit awaited_initiation(std::shared_ptr<detail::session> session) : session(std::move(session)) {}

    template <class Handler, class Message>
    void operator()(Handler&& handler, Message&& message, call_options&& options)
    {
        begin<Result>(std::move(session), std::move(options), std::move(handler), std::move(message));
    }

    std::shared_ptr<detail::session> session;
};

template <class Result, class Message>
asio::awaitable<Result> await(std::shared_ptr<session> owner, Message&& message, call_options&& options)
{
    asio::use_awaitable_t<> token;
    return asio::async_initiate<asio::use_awaitable_t<>, void(std::exception_ptr, Result)>(
        awaited_initiation<Result>(std::move(owner)), token, std::move(message), std::move(options));
}

} // namespace

void start(std::shared_ptr<session> owner, request&& message, call_options&& options, handler<response> done)
{
    begin<response>(std::move(owner), std::move(options), std::move(done), std::move(message));
}

void start(std::shared_ptr<session> owner, notification&& message, call_options&& options, handler<response> done)
{
    begin<response>(std::move(owner), std::move(options), std::move(done), std::move(message));
}

void start(std::shared_ptr<session> owner, std::string&& text, call_options&& options, handler<response> done)
{
    begin<response>(std::move(owner), std::move(options), std::move(done), std::move(text));
}

void start(std::shared_ptr<session> owner, batch&& messages, call_options&& options, handler<batch_response> done)
{
    begin<batch_response>(std::move(owner), std::move(options), std::move(done), std::move(messages));
}

asio::awaitable<response> start(std::shared_ptr<session> owner, request&& message, call_options&& options)
{
    return await<response>(std::move(owner), std::move(message), std::move(options));
}

asio::awaitable<response> start(std::shared_ptr<session> owner, notification&& message, call_options&& options)
{
    return await<response>(std::move(owner), std::move(message), std::move(options));
}

asio::awaitable<response> start(std::shared_ptr<session> owner, std::string&& text, call_options&& options)
{
    return await<response>(std::move(owner), std::move(text), std::move(options));
}

asio::awaitable<batch_response> start(std::shared_ptr<session> owner, batch&& messages, call_options&& options)
{
    return await<batch_response>(std::move(owner), std::move(messages), std::move(options));
}

} // namespace detail

const asio::any_io_executor& caller::get_executor() const noexcept { return session_->executor(); }

} // namespace jsonrpcclient
