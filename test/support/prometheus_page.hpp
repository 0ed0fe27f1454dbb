// SPDX-License-Identifier: BSL-1.0
// Reads the text format of Prometheus, version 0.0.4, and is strict about it.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace test {

// What a page breaks a rule of the format with; it names the line.
class bad_page : public std::runtime_error
{
public:
    using runtime_error::runtime_error;
};

struct prometheus_sample
{
    prometheus_sample() = default;

    std::string name;
    std::map<std::string, std::string> labels;
    double value = 0;
};

class prometheus_page
{
public:
    // Throws bad_page.
    explicit prometheus_page(std::string_view text);

    const std::vector<prometheus_sample>& samples() const { return samples_; }
    // The type of each metric.
    const std::map<std::string, std::string>& types() const { return types_; }

    // The value of the sample with this name and all of these labels, and no others. Throws if there is none.
    double value(std::string_view name, const std::map<std::string, std::string>& labels = {}) const;
    // The sum of all samples of this name.
    double sum(std::string_view name) const;

private:
    std::vector<prometheus_sample> samples_;
    std::map<std::string, std::string> types_;
};

} // namespace test
