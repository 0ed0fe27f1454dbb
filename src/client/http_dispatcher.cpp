// SPDX-License-Identifier: BSL-1.0
#include "client/http_dispatcher.hpp"

#include "client/session.hpp"
#include "rules/validation.hpp"

#include <new>

namespace jsonrpcclient::detail {
namespace {

// Whether these options are about HTTP: a call that has none of them is posted as the client's are.
bool is_of_http(const option_set& own)
{
    return own.auth || !own.headers.empty() || own.verify || own.cert || own.proxy || own.unix_socket ||
           own.max_redirects || own.dialect;
}

bool is_success(const http_answer& answer) { return answer.status / 100 == 2; }

} // namespace

http_dispatcher::http_dispatcher(session& owner, endpoint where)
    : session_(owner), where_(std::move(where)), pool_(owner.executor(), owner.defaults(), *this, http_session_),
      reply_pool_(owner.executor(), owner.defaults(), *this, http_session_)
{
    adopt(owner.shared_defaults());
}

void http_dispatcher::adopt(const std::shared_ptr<const option_set>& options)
{
    plan_ = pool_.plan(where_, options);
    last_options_ = {};
    last_plan_.reset();
}

const std::shared_ptr<const http_plan>& http_dispatcher::plan_of(const call_options& options)
{
    auto* own = options.store().get();
    if (!own || !is_of_http(*own))
        return plan_;
    if (own != last_options_.store().get())
    {
        auto all = std::make_shared<option_set>(session_.defaults());
        merge(*all, *own);
        last_plan_ = pool_.plan(where_, std::move(all));
        last_options_ = options;
    }
    return last_plan_;
}

std::shared_ptr<void> http_dispatcher::keep() { return session_.shared_from_this(); }

void http_dispatcher::submit(slot owner, std::string&& text, const call_options& options)
{
    pool_.submit(owner, std::move(text), plan_of(options));
}

void http_dispatcher::withdraw(slot owner)
{
    (replies_.erase(owner) ? reply_pool_ : pool_).withdraw(owner);
    // Its connection is gone, and no other one could bring the answer.
    session_.calls().unsent(owner);
}

boost::asio::awaitable<void> http_dispatcher::close()
{
    shut_down();
    co_return;
}

void http_dispatcher::shut_down()
{
    pool_.shut_down();
    reply_pool_.shut_down();
}

void http_dispatcher::drop() noexcept
{
    pool_.drop();
    reply_pool_.drop();
}

void http_dispatcher::count_present(statistics& now) const
{
    jsonrpcclient::statistics replies;
    reply_pool_.count_present(replies);
    pool_.count_present(now);
    now.queued += replies.queued;
    now.queued_bytes += replies.queued_bytes;
    now.connections += replies.connections;
    now.idle_connections += replies.idle_connections;
}

void http_dispatcher::reply(std::string text)
{
    // A server that asks and takes no answers is not answered without end.
    constexpr std::size_t most = 100;
    auto most_bytes = *session_.defaults().max_queued_bytes / 4;
    if (replies_.size() >= most || reply_pool_.queued_bytes() + text.size() > most_bytes)
    {
        const char* what[] = {"too many answers to requests of the server wait: this one is not sent"};
        return session_.log().oddities(what, text);
    }
    auto owner = session_.accept_own_text();
    if (!owner)
        return;
    replies_.insert(*owner);
    reply_pool_.submit(*owner, std::move(text), plan_);
}

hearing http_dispatcher::heard(slot owner, std::string_view text) { return session_.hear(owner, text); }

bool http_dispatcher::heard_oversized(slot owner, std::string_view beginning)
{
    return session_.hear_oversized(owner, beginning);
}

void http_dispatcher::opened(bool is_replacement)
{
    ++session_.counters().connects;
    if (is_replacement)
        ++session_.counters().reconnects;
}

void http_dispatcher::writing(slot owner, std::string_view text, bool is_again)
{
    session_.calls().written(owner);
    session_.make_room();
    session_.measures().sent(text.size());
    if (!is_again)
        session_.log_request(owner, text);
}

bool http_dispatcher::awaits_answer(slot owner) const { return !session_.calls().is_written_notification(owner); }

bool http_dispatcher::is_repeated(slot owner) { return session_.repeat(owner) != nullptr; }

void http_dispatcher::unwritten(slot owner) { session_.calls().unsent(owner); }

void http_dispatcher::connected(slot owner) { session_.finish(owner, nullptr, {}); }

void http_dispatcher::failed(slot owner, errc code, const std::string& why)
{
    if (code == errc::connection_lost)
        ++session_.counters().connections_lost;
    session_.fail(owner, code, why);
}

void http_dispatcher::answered(slot owner, http_answer&& answer)
{
    replies_.erase(owner);
    if (!answer.trouble && !answer.body.empty())
        session_.measures().received(answer.body.size());
    auto answered = session_.call_at(owner);
    session_.log_response(owner, answer.trouble ? std::string_view() : answer.body, answer.status, answer.reason);
    // A log handler may have had time pass.
    if (session_.call_at(owner) != answered)
        return;
    if (session_.tries_again(owner, answer.status, answer.retry_after))
        return;
    if (!is_success(answer) && session_.is_strict(owner))
        return session_.finish(owner, status_error(session_.describe(owner), std::move(answer)), {});
    if (session_.calls().is_written_notification(owner))
        return notification_answered(owner, std::move(answer));
    if (answer.trouble)
        return session_.fail(owner, *answer.trouble, answer.why);

    // What the call is cannot be asked any more once it is finished.
    auto what = is_success(answer) ? std::string() : session_.describe(owner);
    came_.clear();
    try
    {
        session_.calls().receive(owner, answer.body, came_);
    }
    catch (const std::bad_alloc&)
    {
        return session_.fail(owner, errc::message_too_large, "the answer does not fit into the memory");
    }
    auto& finished = came_.finished.front();
    // Told when the call has left: the log's handlers may do what they like.
    auto oddities = std::move(came_.oddities);
    auto odd_text = oddities.empty() ? std::string() : answer.body;
    if (finished.is_of_another)
        pool_.fell_out_of_step();
    // An answer to this call is one whatever the status; without, the status is what there is to tell.
    if (finished.broken && !is_success(answer))
        session_.finish(std::move(finished), status_error(std::move(what), std::move(answer)));
    else
    {
        finished.text = std::move(answer.body);
        finished.raw = std::move(answer.head);
        session_.finish(std::move(finished));
    }
    session_.log().oddities(oddities, odd_text);
}

void http_dispatcher::notification_answered(slot owner, http_answer&& answer)
{
    session_.calls().unsent(owner);
    if (is_success(answer))
    {
        detail::answer result;
        result.text = std::move(answer.body);
        result.raw = std::move(answer.head);
        return session_.finish(owner, nullptr, std::move(result));
    }
    auto version = session_.calls().rules_of(owner).version;
    incoming_parser parser(*session_.defaults().max_depth);
    parser.parse(answer.body);
    if (parser.error().empty() && !parser.is_array() && parser.messages().front().error)
    {
        read_answer refusal(std::move(parser.messages().front()), true, version);
        if (refusal.rule.empty() && !refusal.data.ok())
        {
            auto& error = refusal.data.error();
            auto what = session_.describe(owner) + ": the server answered with error " + std::to_string(error.code()) +
                        ": " + error.message();
            return session_.finish(owner, std::make_exception_ptr(remote_error(error, std::move(what))), {});
        }
    }
    session_.finish(owner, status_error(session_.describe(owner), std::move(answer)), {});
}

std::exception_ptr http_dispatcher::status_error(std::string what, http_answer&& answer)
{
    what += ": the server answered with HTTP status " + std::to_string(answer.status) +
            (answer.reason.empty() ? "" : " " + answer.reason) + (answer.note.empty() ? "" : "; " + answer.note);
    return std::make_exception_ptr(http_status_error(answer.status, std::move(answer.reason), headers_of(answer),
                                                     std::move(answer.body), std::move(what)));
}

} // namespace jsonrpcclient::detail
