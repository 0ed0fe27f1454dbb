// SPDX-License-Identifier: BSL-1.0
// What of a session is about what comes from the server, and what the server is told by itself.
#include "client/session.hpp"

#include "core/a_year.hpp"
#include "transport/connect.hpp"

namespace jsonrpcclient::detail {

void session::receive(std::string_view text)
{
    statistics_.received(text.size());
    if (text.size() > *defaults().max_message_size)
    {
        const char* what[] = {"a message is larger than max_message_size"};
        log_.oddities(what, text);
        if (auto owner = multiplexer_.receive_oversized(text))
        {
            // This was its answer: no other one will come.
            multiplexer_.unsent(*owner);
            fail(*owner, errc::message_too_large,
                 "the answer is larger than max_message_size allows, " + std::to_string(*defaults().max_message_size) +
                     " bytes");
        }
        return;
    }

    auto& came = multiplexer_.receive(text);
    log_response(came.finished.empty() ? send_queue::nobody : came.finished.front().owner, text);
    log_.oddities(came.oddities, text);
    if (came.finished.size() == 1 && came.unasked.empty())
    {
        auto& only = came.finished.front();
        only.text = text;
        return finish(std::move(only));
    }
    // All of them leave before the first handler runs: it may start a call that gets the slot of another.
    auto ended = std::move(ended_);
    for (auto& finished : came.finished)
        ended.push_back(take(finished.owner));
    if (!came.unasked.empty())
        listeners_.take(std::move(came.unasked), text);
    for (std::size_t i = 0; i != ended.size(); ++i)
    {
        // An array that answers many calls is not copied for each of them.
        auto& finished = came.finished[i];
        bool is_own = ended.size() == 1 || !finished.batch.empty() || !finished.rule.empty();
        finished.text = is_own ? std::string(text) : to_string(finished.data);
        complete(std::move(ended[i]), std::move(finished));
    }
    ended.clear();
    ended_ = std::move(ended);
}

void session::reply(std::uint64_t connection, std::string text)
{
    if (!is_closed_ && connection == connection_number())
        dispatcher_->reply(std::move(text));
}

void session::listen()
{
    if (is_closed_)
        return;
    // Its handler ends the readers if the execution context goes first.
    arm_timer();
    dispatcher_->listen();
}

void session::resume()
{
    if (!is_closed_ && !listeners_.is_blocking())
        dispatcher_->resume();
}

void session::handler_failed(std::string_view what, const std::exception_ptr& error)
{
    ++counters().handlers_failed;
    if (!log_.is_on())
        return;
    const char* kind[] = {"a handler of the program has thrown"};
    log_.oddities(kind, std::string(what) + ": " + reason_of(error));
}

hearing session::hear(slot owner, std::string_view text)
{
    auto came = multiplexer_.receive_beside(owner, text);
    for (auto& message : came.beside)
    {
        statistics_.received(message.size());
        log_response(owner, message);
    }
    log_.oddities(came.oddities, text);
    if (!came.unasked.empty())
        listeners_.take(std::move(came.unasked), text);
    return came;
}

bool session::hear_oversized(slot owner, std::string_view beginning)
{
    if (multiplexer_.answers_oversized(owner, beginning))
        return true;
    statistics_.received(beginning.size());
    const char* what[] = {"a message is larger than max_message_size"};
    log_.oddities(what, beginning);
    return false;
}

} // namespace jsonrpcclient::detail
