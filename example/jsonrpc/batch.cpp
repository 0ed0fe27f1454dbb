// SPDX-License-Identifier: BSL-1.0
// The calls of a file as one batch.
#include "run.hpp"

#include "arguments.hpp"
#include "json_text.hpp"
#include "line_source.hpp"
#include "settings.hpp"

#include <boost/json/serialize.hpp>

#include <map>
#include <set>

namespace tool {
namespace {

// As JSON-RPC 1.0 has it: all members are always there, and params are an array. A notification has the id null.
template <class Message>
std::string text_of_version_one(const Message& message, std::string_view id)
{
    auto& params = message.params().text();
    return R"({"method":)" + boost::json::serialize(boost::json::value(message.method())) + R"(,"params":)" +
           (params.empty() ? "[]" : params) + R"(,"id":)" + std::string(id) + '}';
}

// A batch of which some elements are sent as they are, and the ids that its answers will carry, as JSON text.
class batch_builder
{
public:
    explicit batch_builder(settings settings) : settings_(std::move(settings)) {}

    void add(const line& added)
    {
        try
        {
            if (added.is_too_long)
                throw usage_error("it is longer than 64 MiB");
            messages_.push_back(parse_line(added.text));
            std::visit([this](auto& message) { check(message); }, messages_.back());
        }
        catch (const std::exception& error)
        {
            throw usage_error(added.where() + error.what());
        }
    }

    // Gives an id to each request that has none.
    rpc::batch build()
    {
        if (messages_.empty())
            throw usage_error("the batch is empty");
        std::string text;
        for (auto& message : messages_)
        {
            text += text.empty() ? '[' : ',';
            if (auto* call = std::get_if<rpc::request>(&message))
            {
                auto id = settings_.generate_id();
                while (own_ids_.count(to_string(id)))
                    id = settings_.generate_id();
                ids_.push_back(to_string(id));
                call->id(id);
                text += settings_.is_version_one ? text_of_version_one(*call, ids_.back()) : to_string(*call);
            }
            else if (auto* raw = std::get_if<raw_message>(&message))
            {
                text += raw->text;
                if (raw->id)
                    ids_.push_back(*raw->id);
            }
            else
            {
                auto& notification = std::get<rpc::notification>(message);
                text += settings_.is_version_one ? text_of_version_one(notification, "null") : to_string(notification);
            }
        }
        return rpc::batch::parse(text + ']');
    }

    const std::vector<std::string>& ids() const noexcept { return ids_; }

private:
    // The library names the element that it refuses, not the line.
    template <class Message>
    void check(const Message& message)
    {
        if (settings_.is_version_one && message.params().text().starts_with('{'))
            throw usage_error("JSON-RPC 1.0 has no named params, only positional ones");
    }
    void check(const raw_message& raw)
    {
        if (rpc::batch::parse('[' + raw.text + ']').size() != 1)
            throw usage_error("it is not JSON");
        if (raw.id)
            own_ids_.insert(*raw.id);
    }

    settings settings_;
    std::vector<message> messages_;
    std::set<std::string> own_ids_;
    std::vector<std::string> ids_;
};

// The elements of an answer as they came, by their ids as JSON text.
class answers_as_they_came
{
public:
    explicit answers_as_they_came(std::string_view text)
    {
        for (auto element : elements(text))
            by_id_.emplace(member(element, "id"), element);
    }

    // On one line; as the library reads it where it cannot be told which one it is.
    std::string line_of(const rpc::response_data& data) const
    {
        auto as_read = to_string(data);
        auto id = data.id() ? to_string(*data.id()) : std::string();
        bool is_hole = !member(as_read, "missing").empty();
        return is_hole || by_id_.count(id) != 1 ? as_read : on_one_line(by_id_.find(id)->second);
    }

private:
    std::multimap<std::string, std::string_view> by_id_;
};

void print_missing(const std::vector<std::string>& ids, std::string_view reason)
{
    for (auto& id : ids)
        print_line(missing_line(id, reason));
}

} // namespace

asio::awaitable<status> run_batch(rpc::client& client, const options& given)
{
    batch_builder builder{settings(client)};
    line_source source(given.file);
    for (auto read = co_await source.next(); read; read = co_await source.next())
        builder.add(*read);

    auto messages = builder.build();
    try
    {
        auto answer = co_await client.send(messages);
        answers_as_they_came came(answer.text);
        auto ended = status::good;
        for (auto& element : answer.data)
        {
            print_line(came.line_of(element));
            ended = worse(ended, status_of(element));
        }
        for (auto& stranger : answer.unmatched)
            say("jsonrpc: an answer that no request asked for: " + to_string(stranger));
        co_return ended;
    }
    catch (const rpc::client_error& error)
    {
        // Nobody closes the client but a signal.
        bool is_interrupted = error.code() == rpc::errc::closed;
        auto ended = is_interrupted ? status::interrupted : report(std::current_exception());
        if (ended != status::bad_usage)
            print_missing(builder.ids(), is_interrupted ? "interrupted" : error.what());
        co_return ended;
    }
}

} // namespace tool
