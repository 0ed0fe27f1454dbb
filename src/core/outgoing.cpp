// SPDX-License-Identifier: BSL-1.0
#include "core/outgoing.hpp"

#include "rules/raw_requests.hpp"
#include "values/append.hpp"
#include "values/batch_access.hpp"

namespace jsonrpcclient::detail {

std::string shown_name(std::string_view method)
{
    constexpr std::size_t shown = 100;
    std::string text;
    append_json(text, method.substr(0, shown));
    return method.size() > shown ? text + "..." : text;
}

id id_stamp::fresh(const used_ids* used)
{
    // A generator of random ids may meet an open one now and then; one that always does is broken.
    constexpr int attempts = 100;
    for (int i = 0; i != attempts; ++i)
    {
        id made = generate_();
        if (calls_.is_taken(made) || (used && used->contains(made)))
            continue;
        calls_.issued(made);
        return made;
    }
    throw client_error(errc::duplicate_id, delivery::not_sent,
                       "the id generator gave only ids of open calls, " + std::to_string(attempts) + " times");
}

void id_stamp::claim(const id& value)
{
    if (calls_.is_taken(value))
        throw client_error(errc::duplicate_id, delivery::not_sent,
                           "the id " + to_string(value) + " belongs to another call whose answer may still come");
}

void write(outgoing& into, request&& message, id_stamp stamp, rpc_version version)
{
    if (message.id())
        stamp.claim(*message.id());
    else
        message.id(stamp.fresh());
    append_message(into.text, message, version);
    into.ids = *message.id();
}

void write(outgoing& into, notification&& message, id_stamp, rpc_version version)
{
    append_message(into.text, message, version);
}

void write(outgoing& into, std::string&& text, id_stamp stamp, rpc_version version)
{
    if (auto own = id_of_raw_request(text, version))
    {
        stamp.claim(*own);
        into.ids = std::move(*own);
    }
    into.text = std::move(text);
}

void write(outgoing& into, batch&& messages, id_stamp stamp, rpc_version version)
{
    auto& elements = batch_access::elements(messages);
    if (elements.empty())
        throw client_error(errc::invalid_request, delivery::not_sent, "the batch is empty");
    if (elements.size() > incoming_parser::max_messages)
        throw client_error(errc::invalid_request, delivery::not_sent,
                           "the batch has more than " + std::to_string(incoming_parser::max_messages) + " messages");
    check_raw_elements(messages, version);

    // The ids that are given come first, so that none of those that are drawn equals one of them.
    used_ids used;
    auto claim = [&](const id& value)
    {
        stamp.claim(value);
        if (!used.insert(value))
            throw client_error(errc::duplicate_id, delivery::not_sent,
                               "the id " + to_string(value) + " stands twice in the batch");
    };
    for (auto& element : elements)
        if (auto* call = std::get_if<request>(&element); call && call->id())
            claim(*call->id());
        else if (auto* raw = std::get_if<batch_access::raw>(&element); raw && raw->own_id)
            claim(*raw->own_id);

    std::vector<id> ids;
    ids.reserve(elements.size());
    for (auto& element : elements)
        if (auto* call = std::get_if<request>(&element))
        {
            if (!call->id())
            {
                id drawn = stamp.fresh(&used);
                used.insert(drawn);
                call->id(std::move(drawn));
            }
            ids.push_back(*call->id());
        }
        else if (auto* raw = std::get_if<batch_access::raw>(&element); raw && raw->own_id)
            ids.push_back(*raw->own_id);

    append_message(into.text, messages, version);
    into.has_notifications = ids.size() < elements.size();
    if (!ids.empty())
        into.ids = std::move(ids);
}

} // namespace jsonrpcclient::detail
