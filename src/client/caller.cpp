// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/caller.hpp>

#include "client/begin.hpp"
#include "client/spare_block.hpp"

namespace jsonrpcclient {
namespace detail {
namespace {

// What is sent when it is awaited. Then it is gone: in the frame of the coroutine it would stay as long as the call, and
// make each call in flight 120 bytes larger.
template <class Message>
struct prepared
{
    prepared(std::shared_ptr<session>&& owner, call_options&& options, Message&& message)
        : owner(std::move(owner)), options(std::move(options)), message(std::move(message))
    {
    }

    static void* operator new(std::size_t) { return spare_block<prepared>::take(); }
    static void operator delete(void* block) noexcept { spare_block<prepared>::give_back(block); }

    std::shared_ptr<session> owner;
    call_options options;
    Message message;
};

// Starts for a handler whose type is known: it need not be erased, which costs an allocation for it and one for its
// executor.
template <class Result, class Message>
struct awaited_initiation
{
    template <class Handler>
    void operator()(Handler&& handler)
    {
        auto now = std::move(what);
        begin<Result>(std::move(now->owner), std::move(now->options), std::move(handler), std::move(now->message));
    }

    std::unique_ptr<prepared<Message>> what;
};

template <class Result, class Message>
asio::awaitable<Result> await(std::shared_ptr<session>&& owner, Message&& message, call_options&& options)
{
    asio::use_awaitable_t<> token;
    return asio::async_initiate<asio::use_awaitable_t<>, void(std::exception_ptr, Result)>(
        awaited_initiation<Result, Message>{
            std::make_unique<prepared<Message>>(std::move(owner), std::move(options), std::move(message))},
        token);
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
