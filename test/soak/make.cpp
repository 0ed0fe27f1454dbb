// SPDX-License-Identifier: BSL-1.0
// How the kinds of calls are made, and what their ends are held against.
#include "soak/lane.hpp"
#include "soak/ledger.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace soak {

namespace {

// What a call and its callback share; the callback may outlive the call's coroutine, and then it is one too many.
struct callback_state
{
    explicit callback_state(asio::any_io_executor executor) : ended(executor, asio::steady_timer::time_point::max()) {}

    asio::steady_timer ended;
    asio::cancellation_signal stop;
    bool has_ended = false;
};

void enter_failure(std::size_t call, std::exception_ptr error, ledger& book)
{
    try
    {
        std::rethrow_exception(error);
    }
    catch (const rpc::client_error& failure)
    {
        book.failed(call, failure);
    }
    catch (const std::exception& failure)
    {
        book.complain("call " + std::to_string(call) + " ended with another exception: " + failure.what());
    }
}

void check_batch(const plan& what, const rpc::batch_response& response, ledger& book)
{
    std::size_t place = 0;
    for (std::size_t i = 0; i != what.kinds_of_elements.size(); ++i)
    {
        if (!what.is_answered(i))
            continue;
        if (place == response.data.size())
            return book.mismatched("call " + std::to_string(what.call) + " has too few answers");
        check(what.first_number + i, response.data[place++], book);
    }
    if (place != response.data.size())
        book.mismatched("call " + std::to_string(what.call) + " has too many answers");
}

// Ends when the callback has run; cancels the call by itself.
asio::awaitable<void> make_with_callback(plan what, rpc::caller from, ledger& book)
{
    auto state = std::make_shared<callback_state>(co_await asio::this_coro::executor);
    auto callback = [state, what, &book](std::exception_ptr error, rpc::response response)
    {
        if (error)
            enter_failure(what.call, error, book);
        else
        {
            check(what.first_number, response.data, book);
            book.answered(what.call);
        }
        state->has_ended = true;
        state->ended.cancel();
    };
    from.send(what.request(), what.options, asio::bind_cancellation_slot(state->stop.slot(), callback));
    if (what.canceled_after)
    {
        state->ended.expires_after(*what.canceled_after);
        co_await state->ended.async_wait(asio::as_tuple(asio::deferred));
        if (!state->has_ended)
            state->stop.emit(asio::cancellation_type::terminal);
    }
    while (!state->has_ended)
    {
        state->ended.expires_at(asio::steady_timer::time_point::max());
        co_await state->ended.async_wait(asio::as_tuple(asio::deferred));
    }
}

asio::awaitable<void> make_and_check(plan what, rpc::caller from, ledger& book)
{
    if (what.kind == call_kind::request)
    {
        auto response = co_await from.send(what.request(), what.options);
        check(what.first_number, response.data, book);
    }
    else if (what.kind == call_kind::typed)
    {
        auto with_options = from.with(what.options);
        auto params = params_of(what.first_number);
        auto method = method_of(what.first_number);
        try
        {
            auto result = co_await with_options.call<json::value>(method, params);
            check(what.first_number, rpc::response_data(std::nullopt, std::move(result)), book);
        }
        catch (const rpc::remote_error& error)
        {
            check(what.first_number, rpc::response_data(std::nullopt, error.error()), book);
            throw;
        }
    }
    else if (what.kind == call_kind::notification)
    {
        auto response = co_await from.send(what.notification(), what.options);
        if (!response.data.ok())
            book.mismatched("call " + std::to_string(what.call) + " has an answer to a notification");
    }
    else if (what.kind == call_kind::batch)
    {
        auto response = co_await from.send(what.batch(), what.options);
        check_batch(what, response, book);
    }
    else if (what.kind == call_kind::text)
    {
        auto text = what.text();
        auto response = co_await from.send(text, what.options);
        if (what.is_answered(0))
            check(what.first_number, response.data, book);
    }
    else
    {
        auto batch = rpc::batch::parse(what.text_of_batch());
        auto response = co_await from.send(batch, what.options);
        check_batch(what, response, book);
    }
}

} // namespace

asio::awaitable<void> make(plan what, rpc::caller from, ledger& book)
{
    std::exception_ptr error;
    try
    {
        if (what.kind == call_kind::callback)
        {
            co_await make_with_callback(what, from, book);
            co_return;
        }
        co_await make_and_check(what, from, book);
    }
    catch (...)
    {
        error = std::current_exception();
    }
    if (error)
        enter_failure(what.call, error, book);
    else
        book.answered(what.call);
}

} // namespace soak
