// SPDX-License-Identifier: BSL-1.0
#include "core/multiplexer.hpp"

#include "rules/validation.hpp"
#include "values/append.hpp"

#include <algorithm>
#include <charconv>

namespace jsonrpcclient::detail {
namespace {

response_data missing(const id& value, const char* why, delivery known)
{
    auto what = "no response with id " + to_string(value) + " came: " + why;
    return response_data(value, errc::missing_response,
                         std::make_exception_ptr(client_error(errc::missing_response, known, std::move(what))));
}

// Whether the answer to a single call must say whose it is. In JSON-RPC 2.0 an error need not: the server may have been
// unable to tell.
bool needs_id(const incoming& message, const reading_rules& rules)
{
    bool is_error = message.error && !message.error->is_null();
    return rules.validate && (!is_error || rules.version == rpc_version::one);
}

} // namespace

std::optional<id> other_form(const id& value)
{
    if (!value.is_string())
        return id(to_string(value));
    std::int64_t number = 0;
    const std::string& text = *value.if_string();
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || to_string(id(number)) != text)
        return std::nullopt;
    return id(number);
}

void received::clear()
{
    finished.clear();
    unasked.clear();
    oddities.clear();
}

void multiplexer::issued(const id& value) noexcept
{
    auto* integer = value.if_int64();
    if (!integer)
        return;
    first_issued_ = last_issued_ < first_issued_ ? *integer : std::min(first_issued_, *integer);
    last_issued_ = std::max(last_issued_, *integer);
}

slot multiplexer::new_slot(reading_rules rules)
{
    slot owner;
    if (free_slots_.empty())
    {
        owner = static_cast<slot>(entries_.size());
        entries_.emplace_back();
    }
    else
    {
        owner = free_slots_.back();
        free_slots_.pop_back();
    }
    entries_[owner].rules = rules;
    move(owner, call_state::queued);
    return owner;
}

slot multiplexer::file(reading_rules rules) { return new_slot(rules); }

slot multiplexer::file(id only, reading_rules rules)
{
    slot owner = new_slot(rules);
    index_.insert(only, {owner, 0});
    entries_[owner].only = std::move(only);
    entries_[owner].is_single = true;
    return owner;
}

slot multiplexer::file(std::vector<id> ids, bool has_notifications, reading_rules rules)
{
    slot owner = new_slot(rules);
    for (std::size_t i = 0; i != ids.size(); ++i)
        index_.insert(ids[i], {owner, static_cast<std::uint32_t>(i)});
    auto& batch = entries_[owner].batch = std::make_unique<open_batch>();
    batch->open = ids.size();
    batch->has_notifications = has_notifications;
    batch->answers.resize(ids.size());
    batch->ids = std::move(ids);
    return owner;
}

std::string multiplexer::describe(slot owner) const
{
    const entry& call = entries_[owner];
    if (call.is_single)
        return "id " + to_string(call.only);
    if (!call.batch)
        return {};
    constexpr std::size_t shown = 3;
    std::string text = call.batch->ids.size() == 1 ? "id " : "ids ";
    for (std::size_t i = 0; i != std::min(shown, call.batch->ids.size()); ++i)
        text += (i ? ", " : "") + to_string(call.batch->ids[i]);
    return call.batch->ids.size() > shown ? text + ", ..." : text;
}

// Every change of a call's state is made here.
void multiplexer::move(slot owner, call_state next)
{
    entry& call = entries_[owner];
    bool was_sent = call.state == call_state::sent;
    bool is_sent = next == call_state::sent;
    if (was_sent != is_sent && has_ids(call))
    {
        sent_calls_ += is_sent ? 1 : -1;
        sent_slots_ ^= owner;
    }
    if (is_sent && !has_ids(call))
        notification_was_written_ = true;
    call.state = next;
}

void multiplexer::written(slot owner)
{
    move(owner, call_state::sent);
    if (auto& batch = entries_[owner].batch)
    {
        // It is answered anew.
        batch->heard.clear();
        batch->heard_count = 0;
    }
}

void multiplexer::free(slot owner)
{
    entry& call = entries_[owner];
    // As long as the batch is unanswered, an error without id may be about all of it.
    if (call.batch && call.batch->has_notifications && is_sent(owner))
        notification_was_written_ = true;
    move(owner, call_state::free);
    if (call.is_single)
        index_.erase(call.only);
    else if (call.batch)
        for (std::size_t i = 0; i != call.batch->ids.size(); ++i)
            if (!call.batch->answers[i])
                index_.erase(call.batch->ids[i]);
    call.only = 0;
    call.is_single = false;
    call.batch.reset();
    free_slots_.push_back(owner);
}

std::vector<response_data> multiplexer::forget(slot owner, const char* why)
{
    std::vector<response_data> partial;
    entry& call = entries_[owner];
    if (call.batch)
        take_heard(*call.batch);
    for (auto& open : unanswered(owner))
        retired_.add(open);
    if (call.batch && call.batch->open < call.batch->ids.size())
        partial = answers_of(*call.batch, why, delivery::maybe_executed);
    free(owner);
    return partial;
}

std::vector<id> multiplexer::unanswered(slot owner) const
{
    std::vector<id> open;
    const entry& call = entries_[owner];
    if (call.state != call_state::sent)
        return open;
    if (call.is_single)
        open.push_back(call.only);
    else if (call.batch)
        for (std::size_t i = 0; i != call.batch->ids.size(); ++i)
            if (!call.batch->answers[i])
                open.push_back(call.batch->ids[i]);
    return open;
}

std::vector<slot> multiplexer::sent_calls() const
{
    std::vector<slot> sent;
    for (slot owner = 0; owner != entries_.size(); ++owner)
        if (is_sent(owner))
            sent.push_back(owner);
    return sent;
}

void multiplexer::connection_lost()
{
    for (slot owner : sent_calls())
        unsent(owner);
    retired_.clear();
    notification_was_written_ = false;
}

std::optional<slot> multiplexer::only_unanswered_call() const noexcept
{
    bool is_sure = sent_calls_ == 1 && retired_.empty() && !retired_.has_overflowed() && !notification_was_written_;
    return is_sure ? std::optional(sent_slots_) : std::nullopt;
}

void multiplexer::odd(std::uint64_t& counter, const char* what)
{
    ++counter;
    came_->oddities.push_back(what);
}

void multiplexer::receive(std::string_view text, received& came)
{
    came_ = &came;
    auto before = came.finished.size();
    begin_text(text);
    auto& messages = parser_.messages();
    if (!parser_.error().empty())
    {
        odd(counters_.malformed, "the text is not JSON");
        for (incoming& message : messages)
            if (auto* at = message.id && kind_of(message) == message_kind::answer ? index_.find(*message.id) : nullptr)
                if (is_sent(at->owner))
                    fail(at->owner, "it is not JSON: " + parser_.error());
        if (came.finished.size() == before)
            came.unasked.emplace_back(message_kind::stranger, incoming(), unasked_message::whole);
        return;
    }
    if (messages.empty())
    {
        odd(counters_.malformed, "the text is an empty array");
        came_->unasked.emplace_back(message_kind::stranger, incoming(), unasked_message::whole);
    }
    for (std::size_t i = 0; i != messages.size(); ++i)
        if (auto kind = kind_of(messages[i]); kind == message_kind::answer)
            receive_answer(std::move(messages[i]), parser_.is_array(), text);
        else
            keep_unasked(kind, std::move(messages[i]), parser_.is_array() ? i : unasked_message::whole);

    // A batch is answered by one array: what it left out will not come.
    for (slot owner : touched_)
        if (parser_.is_array() && entries_[owner].batch)
            finish_batch(owner);
    touched_.clear();
}

void multiplexer::keep_unasked(message_kind kind, incoming&& message, std::size_t position)
{
    if (kind == message_kind::stranger)
        odd(counters_.malformed, "the text is no JSON-RPC");
    else
        ++(kind == message_kind::notification ? counters_.notifications : counters_.requests);
    came_->unasked.emplace_back(kind, std::move(message), position);
}

void multiplexer::receive_answer(incoming&& message, bool in_array, std::string_view text)
{
    if (message.id)
    {
        std::string_view rule;
        place* at = index_.find(*message.id);
        if (!at && !retired_.contains(*message.id))
            if (auto other = other_form(*message.id); other && (at = index_.find(*other)))
                if (!entries_[at->owner].rules.lenient_ids)
                    rule = "its id has another JSON type than that of the request";
        if (at && is_sent(at->owner))
            take(*at, std::move(message), text, rule);
        else
            count_stray(*message.id);
        return;
    }

    // The server could not tell, or did not say, whose answer this is.
    auto owner = in_array ? std::nullopt : only_unanswered_call();
    if (!owner)
        return odd(counters_.unknown, "the id is missing or null, and it cannot be told whose answer it is");
    entry& call = entries_[*owner];
    bool is_unassigned = message.id_kind == id_member::null && needs_id(message, call.rules);
    std::string_view rule = is_unassigned ? "its id is null" : "";
    if (!call.batch)
        return take({*owner, 0}, std::move(message), text, rule);
    read_answer answer(std::move(message), call.rules.validate, call.rules.version);
    if (!answer.rule.empty() || answer.data.ok())
        return fail(*owner, answer.rule.empty() ? "a batch is answered by one result" : answer.rule);
    take_for_all(*owner, answer.data);
}

void multiplexer::take(place at, incoming&& message, std::string_view text, std::string_view rule)
{
    entry& call = entries_[at.owner];
    if (!call.batch)
    {
        // The answer to a lenient call may have the id in its other form.
        if (message.id && call.rules.lenient_ids)
            message.id = call.only;
        auto rules = call.rules;
        std::string_view broken;
        auto& finished =
            came_->finished.emplace_back(at.owner, [&]
                                         { return read(std::move(message), rules.validate, rules.version, broken); });
        return finish(finished, rule.empty() ? broken : rule);
    }
    auto answer = read_part(at, std::move(message), text, rule);
    index_.erase(call.batch->ids[at.position]);
    call.batch->answers[at.position].emplace(std::move(answer));
    if (--call.batch->open == 0)
        finish_batch(at.owner);
    else
        touched_.push_back(at.owner);
}

response_data multiplexer::read_part(place at, incoming&& message, std::string_view text, std::string_view rule)
{
    entry& call = entries_[at.owner];
    const id& own = call.batch->ids[at.position];
    if (message.id)
        message.id = own;
    std::string_view broken;
    auto answer = read(std::move(message), call.rules.validate, call.rules.version, broken);
    if (rule.empty())
        rule = broken;
    if (!rule.empty())
    {
        if (!shared_text_)
            shared_text_ = std::make_shared<const std::string>(text);
        auto what = "the response with id " + to_string(own) + " breaks a rule: " + std::string(rule);
        answer =
            response_data(own, errc::invalid_response,
                          std::make_exception_ptr(invalid_response(std::string(rule), shared_text_, std::move(what))));
    }
    return answer;
}

void multiplexer::take_for_all(slot owner, const response_data& answer)
{
    std::vector<response_data> same;
    open_batch& batch = *entries_[owner].batch;
    for (std::size_t i = 0; i != batch.ids.size(); ++i)
        same.push_back(batch.answers[i] ? std::move(*batch.answers[i]) : response_data(batch.ids[i], answer.error()));
    finish(owner).batch = std::move(same);
}

void multiplexer::finish_batch(slot owner, const char* why)
{
    std::vector<response_data> all = answers_of(*entries_[owner].batch, why, delivery::answered);
    finish(owner).batch = std::move(all);
}

std::vector<response_data> multiplexer::answers_of(open_batch& batch, const char* why, delivery known)
{
    std::vector<response_data> all;
    all.reserve(batch.ids.size());
    for (std::size_t i = 0; i != batch.ids.size(); ++i)
        all.push_back(batch.answers[i] ? std::move(*batch.answers[i]) : missing(batch.ids[i], why, known));
    return all;
}

void multiplexer::fail(slot owner, std::string_view rule)
{
    auto& batch = entries_[owner].batch;
    if (batch && batch->open < batch->ids.size())
        return finish_batch(owner, "its answer is broken");
    finish(owner, rule);
}

finished_call& multiplexer::finish(slot owner, std::string_view rule)
{
    auto& finished = came_->finished.emplace_back(owner);
    finish(finished, rule);
    return finished;
}

void multiplexer::finish(finished_call& finished, std::string_view rule)
{
    if (!rule.empty())
        finished.broken = std::make_unique<violation>(std::string(rule), describe(finished.owner));
    free(finished.owner);
}

void multiplexer::count_stray(const id& value)
{
    auto* integer = value.if_int64();
    auto other = other_form(value);
    bool was_issued = integer && *integer >= first_issued_ && *integer <= last_issued_ && !index_.find(value);
    bool is_late = retired_.erase(value) || (other && retired_.erase(*other));
    if (is_late || (was_issued && retired_.has_overflowed()))
        odd(counters_.late, "the answer comes after its call was given up");
    else if (was_issued)
        odd(counters_.duplicate, "the call was answered before");
    else
        odd(counters_.unknown, "no call has this id");
}

void multiplexer::begin_text(std::string_view text)
{
    if (spare_.is_due(text.size()))
        parser_.shrink();
    shared_text_.reset();
    parser_.parse(text);
}

void multiplexer::receive(slot owner, std::string_view text, received& came)
{
    came_ = &came;
    begin_text(text);
    auto& messages = parser_.messages();
    entry& call = entries_[owner];
    if (!parser_.error().empty())
        fail(owner, text.empty() ? "it is empty" : "it is not JSON: " + parser_.error());
    else if (!parser_.is_array() && call.is_single)
    {
        incoming& message = messages.front();
        bool is_own =
            !message.id || *message.id == call.only || (call.rules.lenient_ids && other_form(*message.id) == call.only);
        bool is_of_another = !is_own && !(other_form(*message.id) == call.only);
        bool is_unassigned = !message.id && needs_id(message, call.rules);
        std::string rule;
        if (!is_own)
            rule = "its id is " + to_string(*message.id) + ", not that of the request";
        else if (is_unassigned)
            rule = "its id is null";
        std::string ids = rule.empty() ? std::string() : describe(owner);
        take({owner, 0}, std::move(message), text);
        auto& finished = came.finished.back();
        if (!finished.broken && !rule.empty())
            finished.broken = std::make_unique<violation>(std::move(rule), std::move(ids));
        finished.is_of_another = is_of_another;
    }
    else if (call.is_single)
        fail(owner, "it is an array, and the request was not a batch");
    else if (!parser_.is_array() && !messages.front().is_object)
        fail(owner, "it is neither an array nor an object");
    else if (!parser_.is_array() && messages.front().error && !messages.front().error->is_null())
    {
        read_answer answer(std::move(messages.front()), call.rules.validate, call.rules.version);
        if (!answer.rule.empty())
            fail(owner, answer.rule);
        else
            take_for_all(owner, answer.data);
    }
    else
    {
        std::vector<response_data> unmatched;
        for (incoming& message : messages)
        {
            place* at = message.id ? index_.find(*message.id) : nullptr;
            if (!at && message.id && call.rules.lenient_ids)
                if (auto other = other_form(*message.id))
                    at = index_.find(*other);
            if (at && at->owner == owner)
                take(*at, std::move(message), text);
            else if (read_answer answer(std::move(message), false); answer.rule.empty())
            {
                odd(counters_.unknown, "no request of the batch has this id");
                unmatched.push_back(std::move(answer.data));
            }
            else
                odd(counters_.malformed, "an element of the array is no answer");
        }
        auto& batch = entries_[owner].batch;
        bool is_of_another = batch && batch->open == batch->ids.size() && !unmatched.empty();
        if (batch)
            finish_batch(owner);
        came.finished.back().is_of_another = is_of_another;
        came.finished.back().unmatched = std::move(unmatched);
    }
    touched_.clear();
}

std::optional<slot> multiplexer::receive_oversized(std::string_view beginning)
{
    ++counters_.malformed;
    parser_.parse(beginning);
    // Of an array only elements that name their call tell whose it is.
    for (incoming& message : parser_.messages())
    {
        if (message.method)
            return std::nullopt;
        if (!message.id)
            continue;
        auto* at = index_.find(*message.id);
        if (at && is_sent(at->owner))
            return at->owner;
        if (!parser_.is_array())
            return std::nullopt;
    }
    return parser_.is_array() ? std::nullopt : only_unanswered_call();
}

} // namespace jsonrpcclient::detail
