// SPDX-License-Identifier: BSL-1.0
#include "client/session.hpp"

#include "core/a_year.hpp"
#include "core/flag_scope.hpp"
#include "rules/progress_token.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstdio>

namespace jsonrpcclient::detail {
namespace {

using clock = std::chrono::steady_clock;

// "30 s", "250 ms" or "1.5 s".
std::string to_text(std::chrono::nanoseconds duration)
{
    char text[32];
    auto seconds = std::chrono::duration<double>(duration).count();
    if (seconds < 1)
        std::snprintf(text, sizeof text, "%.4g ms", seconds * 1000);
    else
        std::snprintf(text, sizeof text, "%.4g s", seconds);
    return text;
}

} // namespace

class session::timer_handler
{
public:
    explicit timer_handler(std::shared_ptr<session> owner) noexcept : owner_(std::move(owner)) {}
    timer_handler(timer_handler&&) noexcept = default;
    ~timer_handler()
    {
        if (owner_)
            owner_->drop();
    }

    void operator()(boost::system::error_code error)
    {
        auto owner = std::move(owner_);
        if (!error)
            owner->expire();
    }

private:
    std::shared_ptr<session> owner_;
};

session::session(asio::any_io_executor executor, std::string endpoint, option_levels options,
                 const dispatcher_factory& make_dispatcher)
    : executor_(std::move(executor)), endpoint_(std::move(endpoint)), options_(std::move(options)), timer_(executor_)
{
    for (auto& handler : defaults().log_handlers)
        log_.add(handler);
    if (*defaults().basic_logging)
        log_.start_basic_logging();
    dispatcher_ = make_dispatcher(*this);
}

void session::set_defaults(const option_set& changed)
{
    auto level = options_;
    level.push(option_level(option_source::set_defaults, changed));
    dispatcher_->adopt(level.merged());
    options_ = std::move(level);
}

statistics session::statistics() const
{
    auto counted = statistics_.so_far();
    dispatcher_->count_present(counted);
    counted.queued += entrance_.size();
    counted.queued_bytes += entrance_.bytes();
    counted.subscriptions = listeners_.subscriptions().in_force();
    return counted;
}

std::unique_ptr<repetition> session::repetition_of(const call_options& own, const outgoing& message,
                                                   const reading_rules& rules) const
{
    auto& retry = option(own, &option_set::retry);
    bool is_idempotent = option(own, &option_set::idempotent);
    if (!is_idempotent && retry.is_none())
        return nullptr;
    // There may be none, not even by default.
    auto* set = own.store().get();
    auto& codes = set && set->retry_on ? set->retry_on : defaults().retry_on;
    return std::make_unique<repetition>(message, rules, is_idempotent, retry,
                                        codes.value_or(std::vector<std::int64_t>()));
}

template <class What>
bool session::admit(const std::shared_ptr<call>& asked, const What& what)
{
    ++counters().started;
    auto refused = [&](errc code, const std::string& why)
    {
        asked->own_name = std::make_unique<message_name>(what);
        refuse(asked, code, why);
        return false;
    };
    if (is_closed_)
        return refused(errc::closed, "the client is closed");
    if (asked->is_canceled)
        return refused(errc::canceled, "the call was cancelled (phase: queue)");
    if (option(asked->options, &option_set::timeout).count() <= 0)
        return refused(errc::timeout, "there is no time left (phase: queue)");
    if (!asked->is_own && !*defaults().wait_when_full && is_full(1, 0))
        return refused(errc::queue_full,
                       std::to_string(counters().in_flight) + " calls are in flight, as many as max_in_flight allows");
    return true;
}

template <class What>
void session::introduce(call& asked, const What& what, latency_table::row* row)
{
    asked.since.row = row;
    // A row has the beginning of a method, or nothing.
    if constexpr (std::is_same_v<What, request>)
        if (row->first.size() == what.method().size())
            return;
    asked.own_name = std::make_unique<message_name>(what);
}

template <class Message>
void session::ask_for_progress(call& asked, Message& message)
{
    auto* own = asked.options.store().get();
    auto& handler = own && own->on_progress ? own->on_progress : defaults().on_progress;
    if (!handler || asked.is_own)
        return;
    // Who has asked for it for all calls means those that can have it.
    bool is_default = !own || !own->on_progress;
    auto refuse = [](const char* why)
    { throw client_error(errc::invalid_request, delivery::not_sent, std::string("on_progress: ") + why); };
    if constexpr (std::is_same_v<Message, request>)
    {
        auto& how = option(asked.options, &option_set::dialect);
        auto& params = message.params().text();
        if (is_default && (!how.has_progress() || (!params.empty() && params.front() != '{')))
            return;
        if (!how.has_progress())
            refuse("the dialect has no notifications of progress");
        auto token = listeners_.progress().next_token();
        request with_token(message.method(), with_progress_token(how, message.params(), token));
        if (message.id())
            with_token.id(*message.id());
        message = std::move(with_token);
        asked.progress = listeners_.progress().add(token, how, handler);
    }
    else if (!is_default)
        refuse("it is for a single request");
}

template <class Message>
void session::accept(std::shared_ptr<call> accepted, Message&& message)
{
    if (!admit(accepted, message))
        return;
    introduce(*accepted, message, statistics_.row_of(message));
    slot owner;
    // A user's function that runs the execution context may have another call begin meanwhile.
    std::optional<outgoing> own_draft;
    auto& written = is_in_user_function() ? own_draft.emplace() : draft_;
    written.clear();
    auto version = option(accepted->options, &option_set::protocol_version);
    try
    {
        dispatcher_->check(accepted->options);
        ask_for_progress(*accepted, message);
        id_stamp stamp(option(accepted->options, &option_set::id_generator).generate, multiplexer_);
        flag_scope drawing(is_in_user_function_);
        write(written, std::forward<Message>(message), stamp, version);
        if (written.text.size() > *defaults().max_message_size)
            return refuse(std::move(accepted), errc::message_too_large,
                          "the message has " + std::to_string(written.text.size()) +
                              " bytes, and max_message_size allows " + std::to_string(*defaults().max_message_size));
        bool may_wait = accepted->is_own || *defaults().wait_when_full;
        may_wait = may_wait && written.text.size() <= *defaults().max_queued_bytes;
        if (!may_wait && is_full(0, written.text.size()))
            return refuse(std::move(accepted), errc::queue_full,
                          std::to_string(dispatcher_->queued_bytes()) +
                              " bytes wait, and max_queued_bytes leaves no room for " +
                              std::to_string(written.text.size()) + " more");
    }
    catch (const client_error& error)
    {
        return refuse(std::move(accepted), static_cast<errc>(error.code().value()), error.what());
    }
    catch (...)
    {
        // Of the user's id generator.
        statistics_.failed(std::current_exception());
        return complete_later(std::move(accepted), std::current_exception());
    }

    reading_rules rules;
    rules.validate = option(accepted->options, &option_set::validate_against_schema);
    rules.lenient_ids = option(accepted->options, &option_set::lenient_ids);
    rules.version = version;
    accepted->again = repetition_of(accepted->options, written, rules);
    if (auto* only = std::get_if<id>(&written.ids))
        owner = multiplexer_.file(std::move(*only), rules);
    else if (auto* several = std::get_if<std::vector<id>>(&written.ids))
        owner = multiplexer_.file(std::move(*several), written.has_notifications, rules);
    else
        owner = multiplexer_.file(rules);
    file(std::move(accepted), owner);
    submit(owner, std::move(written.text));
}

template void session::accept(std::shared_ptr<call>, request&&);
template void session::accept(std::shared_ptr<call>, notification&&);
template void session::accept(std::shared_ptr<call>, batch&&);
template void session::accept(std::shared_ptr<call>, std::string&&);

void session::accept_connect(std::shared_ptr<call> accepted)
{
    const char* what = "connect";
    if (!admit(accepted, what))
        return;
    introduce(*accepted, what, statistics_.row_of(call_kind::connect));
    slot owner = multiplexer_.file();
    file(std::move(accepted), owner);
    dispatcher_->connect(owner);
}

void session::ping()
{
    auto& method = defaults().ping_method;
    if (is_closed_ || !method)
        return;
    // It is about this connection, and of no use on the next one.
    auto options = call_options().idempotent(false).retry(backoff::none()).timeout(*defaults().ping_interval);
    auto asked = std::make_shared<inner_call>(std::move(options));
    asked->is_own = true;
    accept(std::move(asked), request(*method));
}

std::optional<slot> session::accept_own_text()
{
    auto asked = std::make_shared<inner_call>(call_options().idempotent(false).retry(backoff::none()));
    asked->is_own = true;
    const char* what = "an answer to a request of the server";
    if (!admit(asked, what))
        return std::nullopt;
    introduce(*asked, what, statistics_.row_of(call_kind::text));
    slot owner = multiplexer_.file();
    file(std::move(asked), owner);
    return owner;
}

void session::file(std::shared_ptr<call> accepted, slot owner)
{
    auto timeout = std::min(option(accepted->options, &option_set::timeout), a_year);
    // Of a short one each millisecond counts.
    auto start = timeout < std::chrono::seconds(1) ? clock::now() : statistics_.time().now();
    accepted->since.start = start;
    accepted->deadline = start + timeout;
    accepted->trims_log = option(accepted->options, &option_set::trim_log_values);
    accepted->is_strict = option(accepted->options, &option_set::strict_http_status);
    enroll(std::move(accepted), owner);
}

bool session::trims_log(slot owner) const
{
    // Nor is there one any more if a log handler has had time pass.
    bool is_of_call = owner != send_queue::nobody && calls_[owner];
    return is_of_call ? calls_[owner]->trims_log : *defaults().trim_log_values;
}

bool session::is_strict(slot owner) const { return calls_[owner]->is_strict; }

void session::log_request(slot owner, std::string_view text)
{
    if (log_.is_on())
        log_.request(text, trims_log(owner));
}

void session::log_response(slot owner, std::string_view text, int http_code, std::string_view http_reason)
{
    if (log_.is_on())
        log_.response(text, trims_log(owner), http_code, http_reason);
}

void session::arm_timer()
{
    // A timer that fires early only looks again: it is not set anew for each call that ends.
    auto next = deadlines_.empty() ? deadline_queue::time_point::max() : deadlines_.next();
    if (!tries_.empty())
        next = std::min(next, tries_.next());
    if (pause_end_)
        next = std::min(next, *pause_end_);
    // Asked only when the timer is not running: who reads is looked for among all streams.
    constexpr auto never = deadline_queue::time_point::max();
    if (next == never && armed_ == never && listeners_.has_reader())
        next = clock::now() + a_year;
    if (next >= armed_)
        return;
    armed_ = next;
    timer_.expires_at(armed_);
    timer_.async_wait(timer_handler(shared_from_this()));
}

void session::expire()
{
    armed_ = deadline_queue::time_point::max();
    auto now = clock::now();
    while (!deadlines_.empty() && deadlines_.next() <= now)
    {
        slot owner = deadlines_.next_slot();
        fail(owner, errc::timeout, "no answer within " + to_text(calls_[owner]->deadline - calls_[owner]->since.start));
    }
    begin_tries(now);
    arm_timer();
}

} // namespace jsonrpcclient::detail
