// SPDX-License-Identifier: BSL-1.0
// What of the multiplexer is about texts that answer one message and no other, as those of HTTP do.
#include "core/multiplexer.hpp"

#include "rules/validation.hpp"

namespace jsonrpcclient::detail {

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
        // Otherwise its last answer has finished it.
        if (batch)
            finish_batch(owner);
        auto& finished = came.finished.back();
        finished.is_of_another = is_of_another;
        finished.batch->unmatched = std::move(unmatched);
    }
    touched_.clear();
}

} // namespace jsonrpcclient::detail
