// SPDX-License-Identifier: BSL-1.0
#include "pets.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace gateway {

namespace json = boost::json;
namespace urls = boost::urls;

namespace {

rpc::client_options options(std::chrono::milliseconds deadline)
{
    rpc::client_options made;
    made.no_config_files();
    made.timeout(deadline);
    made.idempotent();   // the calls only read, and may be sent again
    made.max_connections(64);
    made.max_message_size(64 * 1024);
    // The calls of a backend that is down fail at once, and each later one tries to connect. If they waited for a
    // reconnect every page would be as slow as the deadline.
    made.reconnect(rpc::backoff::none());
    return made;
}

// What a page holds, and why the rest of it is missing.
class collected {
public:
    void add(std::string_view name, const std::exception_ptr& error, const rpc::response& answer)
    {
        try {
            if (error)
                std::rethrow_exception(error);
            found_[name] = answer.data.result();   // throws if it is an error object
        } catch (const rpc::client_error& why) {
            missing_[name] = why.code().message();   // what() is for the log: it names the backend
        }
    }

    bool is_full() const { return missing_.empty(); }
    bool is_empty() const { return found_.empty(); }

    std::string text() const
    {
        json::object all(found_);
        if (!is_full())
            all["missing"] = missing_;
        return json::serialize(all) + '\n';
    }

private:
    json::object found_;
    json::object missing_;
};

struct question {
    explicit question(std::string name) : name(std::move(name)) {}

    std::string name;
    int nap = 0;
};

bool is_name(std::string_view text)
{
    return !text.empty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](unsigned char each) { return std::isalnum(each); });
}

// None if it cannot be understood.
std::optional<question> parse(const std::string& name, const urls::url_view& target)
{
    question asked(name);
    if (!is_name(name))
        return std::nullopt;
    for (auto param : target.params()) {
        std::string value(param.value);
        auto end = value.data() + value.size();
        auto [stop, error] = std::from_chars(value.data(), end, asked.nap);
        if (param.key != "nap" || error != std::errc() || stop != end || asked.nap < 0)
            return std::nullopt;
    }
    return asked;
}

} // namespace

pets::pets(asio::any_io_executor executor, std::string_view cats_url, std::string_view dogs_url,
           std::string_view naps_url, std::chrono::milliseconds deadline)
    : cats_(executor, cats_url, options(deadline)), dogs_(executor, dogs_url, options(deadline)),
      naps_(executor, naps_url, options(deadline))
{
}

asio::awaitable<http_answer> pets::answer(std::string target)
{
    auto parsed = urls::parse_origin_form(target);
    if (!parsed)
        parsed = urls::parse_uri(target);   // as proxies write it
    if (!parsed)
        co_return http_answer(400, "text/plain", "that is no path\n");
    auto path = parsed->segments();
    std::vector<std::string> words(path.begin(), path.end());
    if (words.size() == 1 && words[0] == "metrics")
        co_return http_answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics());
    if (words.size() != 2 || words[0] != "pets")
        co_return http_answer(404, "text/plain", "there are /pets/NAME?nap=MILLISECONDS and /metrics\n");
    auto asked = parse(words[1], *parsed);
    if (!asked)
        co_return http_answer(400, "text/plain", "a name has up to 64 letters and digits, a nap is a number\n");
    co_return co_await page(asked->name, asked->nap);
}

asio::awaitable<http_answer> pets::page(std::string name, int nap)
{
    // All of them begin now, and each ends within its own timeout.
    auto group = asio::experimental::make_parallel_group(cats_.send(rpc::request("cat", name), {}, asio::deferred),
                                                         dogs_.send(rpc::request("dog", name), {}, asio::deferred),
                                                         naps_.send(rpc::request("sleep", nap), {}, asio::deferred));
    auto [order, cat_error, cat, dog_error, dog, nap_error, slept] =
        co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);

    collected all;
    all.add("cat", cat_error, cat);
    all.add("dog", dog_error, dog);
    all.add("nap", nap_error, slept);
    ++(all.is_full() ? full_ : all.is_empty() ? empty_ : degraded_);
    co_return http_answer(all.is_empty() ? 503 : 200, "application/json", all.text());
}

std::string pets::metrics() const
{
    std::string own = "# HELP gateway_pages_total Pages that were served.\n# TYPE gateway_pages_total counter\n";
    own += "gateway_pages_total{kind=\"full\"} " + std::to_string(full_) + '\n';
    own += "gateway_pages_total{kind=\"degraded\"} " + std::to_string(degraded_) + '\n';
    own += "gateway_pages_total{kind=\"empty\"} " + std::to_string(empty_) + '\n';
    return own + rpc::to_prometheus({{{{"backend", "cats"}}, cats_.statistics()},
                                     {{{"backend", "dogs"}}, dogs_.statistics()},
                                     {{{"backend", "naps"}}, naps_.statistics()}});
}

asio::awaitable<void> pets::close()
{
    using namespace asio::experimental::awaitable_operators;
    co_await (cats_.close() && dogs_.close() && naps_.close());
}

} // namespace gateway
