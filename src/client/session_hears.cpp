// SPDX-License-Identifier: BSL-1.0
// What of a session is about what comes from the server, and what the server is told by itself.
#include "client/session.hpp"

#include "core/a_year.hpp"
#include "transport/connect.hpp"

namespace jsonrpcclient::detail {

std::size_t session::receive(std::span<const std::string_view> texts)
{
    // Reading, and what handlers do, are together more code than a processor's first cache holds (32 KiB): several texts
    // are read before the first handler runs. One by one, 230 lines of it had to be fetched for each call; now 10 to 50, by
    // where the linker puts it. Large ones are not held together.
    constexpr std::size_t at_once = 128;
    constexpr std::size_t bytes_at_once = 1 << 16;
    if (is_oversized(texts.front()))
    {
        receive_oversized(texts.front());
        return 1;
    }
    auto now = std::exchange(arrived_, {});
    auto& [came, ended] = now;
    std::size_t taken = 0;
    std::size_t bytes = 0;
    std::size_t first_of_last = 0;
    std::exception_ptr trouble;
    try
    {
        do
        {
            first_of_last = ended.size();
            bytes += texts[taken].size();
            read(texts[taken++], now);
        }
        while (taken != texts.size() && ended.size() < at_once && bytes < bytes_at_once && came.unasked.empty() &&
               !is_oversized(texts[taken]));
    }
    catch (...)
    {
        // There is no memory left; but what is answered is not thrown away.
        trouble = std::current_exception();
        take_finished(now);
    }
    complete(now, 0, first_of_last);
    // Progress that comes in an array with its call's answer is told in front of that.
    if (!came.unasked.empty() && !is_closed_ && !trouble)
        listeners_.take(std::move(came.unasked), texts[taken - 1]);
    complete(now, first_of_last, ended.size());
    if (trouble)
        std::rethrow_exception(trouble);
    // Kept for their memory, unless an array was much.
    came.clear();
    ended.clear();
    if (ended.capacity() <= 16 * at_once && came.oddities.capacity() <= 16 * at_once)
        arrived_ = std::move(now);
    return taken;
}

void session::read(std::string_view text, arrivals& now)
{
    auto& [came, ended] = now;
    auto before = ended.size();
    came.oddities.clear();
    statistics_.received(text.size());
    multiplexer_.receive(text, came);
    take_finished(now);
    auto finished = std::span(came.finished).subspan(before);
    // An array that answers many calls is not copied for each of them.
    for (auto& each : finished)
        if (finished.size() == 1 || each.batch || each.broken)
            each.text = text;
        else
            each.text = to_string(each.data);
    if (log_.is_on())
        log_.response(text, finished.empty() ? *defaults().trim_log_values : ended[before]->trims_log);
    log_.oddities(came.oddities, text);
}

// They leave before any function of the user's runs: that may start a call which gets the slot of another, or have time pass.
void session::take_finished(arrivals& now)
{
    for (auto i = now.ended.size(); i != now.came.finished.size(); ++i)
        now.ended.push_back(take(now.came.finished[i].owner));
}

void session::complete(arrivals& now, std::size_t begin, std::size_t end)
{
    for (auto i = begin; i != end; ++i)
        complete(std::move(now.ended[i]), std::move(now.came.finished[i]));
}

bool session::is_oversized(std::string_view text) const { return text.size() > *defaults().max_message_size; }

void session::receive_oversized(std::string_view text)
{
    statistics_.received(text.size());
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
