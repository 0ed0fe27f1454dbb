// SPDX-License-Identifier: BSL-1.0
// What of the multiplexer is about streams of events: texts that come in front of an answer, or are a part of it.
#include "core/multiplexer.hpp"

#include "rules/array_elements.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

std::string join(const std::vector<std::string_view>& elements)
{
    std::string array;
    for (auto& element : elements)
        (array += array.empty() ? '[' : ',') += element;
    return array + ']';
}

} // namespace

multiplexer::place* multiplexer::find_own(slot owner, const incoming& message)
{
    auto& call = entries_[owner];
    auto* at = index_.find(*message.id);
    if (!at && (call.is_single || call.rules.lenient_ids))
        if (auto other = other_form(*message.id))
            at = index_.find(*other);
    return at && at->owner == owner ? at : nullptr;
}

void multiplexer::hear_part(place at, incoming&& message, std::string_view text)
{
    auto& batch = *entries_[at.owner].batch;
    batch.heard.resize(batch.ids.size());
    auto& heard = batch.heard[at.position];
    if (heard)
        return odd(counters_.duplicate, "the call was answered before");
    heard.emplace(read_part(at, std::move(message), text));
    ++batch.heard_count;
}

hearing multiplexer::receive_beside(slot owner, std::string_view text)
{
    hearing came;
    received all;
    came_ = &all;
    begin_text(text);
    auto& call = entries_[owner];
    auto& messages = parser_.messages();
    bool is_broken = !parser_.error().empty();
    if (is_broken)
    {
        came.is_whole =
            std::any_of(messages.begin(), messages.end(),
                        [&](auto& message)
                        { return message.id && kind_of(message) == message_kind::answer && find_own(owner, message); });
        if (came.is_whole)
            came.answer = text;
        else
        {
            odd(counters_.malformed, "the text is not JSON");
            all.unasked.emplace_back(message_kind::stranger, incoming(), unasked_message::whole);
        }
    }
    else if (messages.empty())
    {
        odd(counters_.malformed, "the text is an empty array");
        all.unasked.emplace_back(message_kind::stranger, incoming(), unasked_message::whole);
    }

    std::vector<std::string_view> texts, parts;
    if (!is_broken)
        texts = parser_.is_array() ? elements_of(text) : std::vector<std::string_view>(1, text);
    for (std::size_t i = 0; i != texts.size(); ++i)
    {
        auto& message = messages[i];
        switch (kind_of(message))
        {
        case message_kind::answer:
        {
            auto* at = message.id ? find_own(owner, message) : nullptr;
            if (came.is_whole && call.is_single)
                odd(counters_.duplicate, "the call was answered before");
            else if (!at && message.id && (call.is_single || index_.find(*message.id)))
                count_stray(*message.id);
            else if (call.batch && !parser_.is_array() && !message.id && !message.error)
                odd(counters_.unknown, "the id is missing or null, and it cannot be told whose answer it is");
            else
            {
                parts.push_back(texts[i]);
                // In place of the answer to a batch there may be one error.
                came.is_whole = call.is_single || (!message.id && !parser_.is_array());
                if (call.batch && at)
                    hear_part(*at, std::move(message), text);
            }
            break;
        }
        case message_kind::notification:
        case message_kind::request:
            came.beside.push_back(texts[i]);
            [[fallthrough]];
        case message_kind::stranger:
            keep_unasked(kind_of(message), std::move(message), parser_.is_array() ? i : unasked_message::whole);
        }
    }
    if (call.batch)
        came.is_whole = came.is_whole || call.batch->heard_count == call.batch->ids.size();
    if (!parts.empty())
        came.answer = parts.size() == texts.size() && !call.is_single ? std::string(text)
                      : call.is_single                                ? std::string(parts.front())
                                                                      : join(parts);
    came.unasked = std::move(all.unasked);
    came.oddities = std::move(all.oddities);
    return came;
}

bool multiplexer::answers_oversized(slot owner, std::string_view beginning)
{
    parser_.parse(beginning);
    bool is_answer = true;
    for (incoming& message : parser_.messages())
    {
        if (message.id && !message.method && find_own(owner, message))
            return true;
        is_answer = is_answer && !message.method && !message.id;
    }
    if (!is_answer)
        ++counters_.malformed;
    return is_answer;
}

void multiplexer::take_heard(open_batch& batch)
{
    for (std::size_t i = 0; i != batch.heard.size(); ++i)
        if (batch.heard[i] && !batch.answers[i])
        {
            index_.erase(batch.ids[i]);
            batch.answers[i] = std::move(batch.heard[i]);
            --batch.open;
        }
}

} // namespace jsonrpcclient::detail
