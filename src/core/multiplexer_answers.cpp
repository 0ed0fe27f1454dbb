// SPDX-License-Identifier: BSL-1.0
// What of the multiplexer is about texts that come on a stream, and about what they finish.
#include "core/multiplexer.hpp"

#include "rules/validation.hpp"

namespace jsonrpcclient::detail {
namespace {

response_data missing(const id& value, const char* why, delivery known)
{
    auto what = "no response with id " + to_string(value) + " came: " + why;
    return response_data(value, errc::missing_response,
                         std::make_exception_ptr(client_error(errc::missing_response, known, std::move(what))));
}

} // namespace

bool multiplexer::needs_id(const incoming& message, const reading_rules& rules)
{
    bool is_error = message.error && !message.error->is_null();
    return rules.validate && (!is_error || rules.version == rpc_version::one);
}

void received::clear()
{
    finished.clear();
    unasked.clear();
    oddities.clear();
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
    finish(owner, std::move(same));
}

void multiplexer::finish_batch(slot owner, const char* why)
{
    finish(owner, answers_of(*entries_[owner].batch, why, delivery::answered));
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
    finish(came_->finished.emplace_back(owner), rule);
}

void multiplexer::finish(slot owner, std::vector<response_data>&& batch)
{
    auto made = std::make_unique<batch_answer>();
    made->data = std::move(batch);
    auto& finished = came_->finished.emplace_back(owner);
    finished.batch = std::move(made);
    finish(finished);
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
