// SPDX-License-Identifier: BSL-1.0
#include "client/server_requests.hpp"

#include "client/session.hpp"
#include "client/stoppable.hpp"
#include "rules/answers.hpp"

#include <boost/asio/detached.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {

class server_requests::answer
{
public:
    answer(session& owner, bool is_array, std::size_t count)
        : session_(owner), connection_(owner.connection_number()), is_array_(is_array), left_(count)
    {
    }

    void add(const std::string& text)
    {
        if (is_array_)
            text_ += text_.empty() ? '[' : ',';
        text_ += text;
        if (--left_ != 0)
            return;
        if (is_array_)
            text_ += ']';
        session_.reply(connection_, std::move(text_));
    }

private:
    session& session_;
    // Over another one it would answer nobody's question.
    std::uint64_t connection_;
    bool is_array_;
    std::size_t left_;
    std::string text_;
};

void server_requests::on_request(std::optional<std::string> method, request_handler handler)
{
    auto shared = std::make_shared<const request_handler>(std::move(handler));
    if (method)
        handlers_[std::move(*method)] = std::move(shared);
    else
        rest_ = std::move(shared);
}

std::shared_ptr<server_requests::answer> server_requests::expect(const std::vector<unasked_message>& messages,
                                                                 bool is_array)
{
    auto count =
        std::count_if(messages.begin(), messages.end(), [](auto& each) { return each.kind == message_kind::request; });
    return count == 0 ? nullptr : std::make_shared<answer>(session_, is_array, count);
}

void server_requests::take(incoming&& message, const std::shared_ptr<answer>& to)
{
    auto found = handlers_.find(*message.method);
    job next(server_request(std::move(*message.method),
                            message.params_value ? std::move(*message.params_value) : json::value(),
                            std::move(message.id)),
             message.version == version_member::absent ? rpc_version::one : rpc_version::two,
             found == handlers_.end() ? rest_ : found->second, to);
    if (message.id_kind == id_member::unusable || !next.handler)
    {
        bool is_request = message.id_kind != id_member::unusable;
        refuse(next, is_request ? error_object(method_not_found, "Method not found")
                                : error_object(invalid_request, "Invalid Request"));
        return;
    }
    if (!next.handler->is_coroutine())
        return run(next);
    auto most = *session_.defaults().max_server_requests;
    if (running_.size() < most)
        start(std::move(next));
    else if (waiting_.size() < most)
        waiting_.push_back(std::move(next));
    else
        refuse(next, error_object(too_many_requests, "Too many requests"));
}

void server_requests::run(const job& next)
{
    json::value result;
    try
    {
        result = next.handler->now(next.asked);
    }
    catch (...)
    {
        return fail(next, std::current_exception());
    }
    finish(next, result);
}

void server_requests::start(job&& next)
{
    auto stop = running_.emplace(running_.end());
    asio::co_spawn(session_.executor(), after_a_turn(work(*this, session_.shared_from_this(), std::move(next), stop)),
                   asio::bind_cancellation_slot(stop->slot(), asio::detached));
}

asio::awaitable<void> server_requests::work(server_requests& me, std::shared_ptr<session> keep, job next,
                                            std::list<asio::cancellation_signal>::iterator stop)
{
    std::optional<json::value> result;
    std::exception_ptr error;
    try
    {
        result.emplace(co_await next.handler->later(next.asked));
    }
    catch (...)
    {
        error = std::current_exception();
    }
    if (keep->is_closed())
        co_return;
    if (result)
        me.finish(next, *result);
    else
        me.fail(next, error);
    // The signal is in use as long as this runs.
    asio::post(keep->executor(), [&me, keep, stop] { me.running_.erase(stop); });
    if (me.waiting_.empty())
        co_return;
    job waiting = std::move(me.waiting_.front());
    me.waiting_.pop_front();
    me.start(std::move(waiting));
}

void server_requests::finish(const job& done, const json::value& result)
{
    std::string text;
    try
    {
        text = answer_with(result, done.asked.id(), done.version);
    }
    catch (const client_error&)
    {
        // It has a number that JSON has not, or a string that is not UTF-8.
        return fail(done, std::current_exception());
    }
    done.to->add(text);
}

void server_requests::fail(const job& failed, std::exception_ptr error)
{
    try
    {
        std::rethrow_exception(error);
    }
    catch (const remote_error& meant)
    {
        if (refuse(failed, meant.error()))
            return;
    }
    catch (...)
    {
    }
    session_.handler_failed(failed.asked.method(), error);
    // What went wrong inside is not for others.
    refuse(failed, error_object(internal_error, "Internal error"));
}

bool server_requests::refuse(const job& refused, const error_object& error)
{
    try
    {
        refused.to->add(answer_with(error, refused.asked.id(), refused.version));
        return true;
    }
    catch (const client_error&)
    {
        // Its data have a number that JSON has not, or it has a string that is not UTF-8.
        return false;
    }
}

void server_requests::shut_down()
{
    waiting_.clear();
    handlers_.clear();
    rest_.reset();
    for (auto& each : running_)
        each.emit(asio::cancellation_type::terminal);
}

} // namespace jsonrpcclient::detail
