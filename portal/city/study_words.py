"""What the trainees of the city write, ask and say of their class."""

RUBRIC = """
Bám sát thực tế của xã, phường
- 4: Số liệu cụ thể, có nguồn | nêu được nguyên nhân gắn với địa bàn
- 3: Có số liệu, còn chung
- 1: Chỉ nêu lý luận
Đề xuất giải pháp
- 4: Khả thi, có lộ trình và người chịu trách nhiệm
- 3: Khả thi, chưa rõ lộ trình
- 1: Chung chung
Trình bày
- 2: Mạch lạc, đúng thể thức
- 1,5: Còn lỗi nhỏ
- 0,5: Khó theo dõi
"""

TASKS = {
    "situation": (
        "Tình huống: công dân bức xúc tại buổi tiếp dân",
        "situation",
        "Một nhóm hộ dân đến trụ sở phản ánh việc chậm cấp giấy chứng nhận quyền sử dụng đất, thái độ gay gắt.\n\n"
        "- Nêu cách xử lý ngay tại buổi tiếp dân\n- Nêu việc phải làm trong 10 ngày tiếp theo\n- Rút ra bài học",
    ),
    "essay": (
        "Tiểu luận: một cải tiến tại đơn vị tôi",
        "essay",
        "Chọn một việc cụ thể của UBND xã, phường nơi đồng chí công tác và đề xuất cải tiến.\n\n"
        "- Thực trạng, số liệu của năm gần nhất\n- Nguyên nhân\n- Giải pháp, lộ trình, người chịu trách nhiệm\n\n"
        "Từ 1.500 đến 3.000 chữ; có thể viết trực tiếp hoặc đính kèm tệp.",
    ),
    "report": (
        "Bài thu hoạch cuối khóa",
        "reflective_report",
        "Vận dụng nội dung đã học để phân tích một tình huống lãnh đạo, quản lý ở cơ sở.\n\n"
        "- Mô tả tình huống\n- Phân tích nguyên nhân\n- Bài học và hướng vận dụng",
    ),
    "project": (
        "Kế hoạch đối thoại với Nhân dân quý tới",
        "project",
        "Lập kế hoạch một cuộc đối thoại của người đứng đầu cấp ủy, chính quyền với Nhân dân.\n\n"
        "- Mời ai, hỏi gì trước\n- Ai chuẩn bị nội dung nào\n- Trả lời và theo dõi sau đối thoại\n\n"
        "Hai giảng viên chấm độc lập; bài không ghi tên, đơn vị.",
    ),
}

SITUATION = (
    "Trước hết tôi mời bà con vào phòng tiếp dân, cử công chức ghi chép đầy đủ từng ý kiến, cảm ơn và nhận trách nhiệm "
    "về việc chậm trễ. Tôi không hứa điều vượt thẩm quyền.\n\nTrong mười ngày: rà soát hồ sơ cùng công chức địa chính, "
    "phân loại hồ sơ đủ và chưa đủ điều kiện, trả lời bằng văn bản cho từng hộ, báo cáo Thường trực Đảng ủy."
)

SHARED = (
    "Trong sáu tháng đầu năm, bộ phận một cửa của phường tiếp nhận 2.418 hồ sơ, trong đó 312 hồ sơ trả muộn, chủ yếu "
    "thuộc lĩnh vực đất đai và xây dựng. Nguyên nhân chính là hồ sơ phải qua ba bộ phận, mỗi bộ phận giữ bản giấy "
    "riêng, "
    "không ai nắm được hồ sơ đang ở đâu. Người dân phải hỏi nhiều lần, công chức mất thời gian tìm kiếm. Giải pháp là "
    "mỗi hồ sơ có một người chịu trách nhiệm từ khi nhận đến khi trả, cập nhật trạng thái hằng ngày."
)

DRAFT = (
    "Xã tôi có mười hai thôn với hơn hai vạn dân, sau sắp xếp địa giới khối lượng công việc tăng gần gấp đôi trong "
    "khi biên chế giảm. Việc cấp thiết nhất là rút ngắn thời gian giải quyết thủ tục cho người dân."
)

# One phrase of each list makes a sentence.
PHRASES = (
    (
        "đảng ủy xã",
        "chi bộ thôn",
        "tổ dân phố",
        "UBND phường",
        "ban công tác Mặt trận",
        "đoàn thanh niên",
        "hội phụ nữ",
        "công chức địa chính",
        "bộ phận một cửa",
        "trưởng thôn",
    ),
    ("đã", "chưa", "cần", "bước đầu", "từng", "phải", "sẽ", "mới chỉ"),
    (
        "rà soát",
        "công khai",
        "đối thoại về",
        "phân công rõ",
        "theo dõi",
        "tổng hợp",
        "báo cáo",
        "giải quyết",
        "lắng nghe ý kiến về",
        "hướng dẫn",
    ),
    (
        "hồ sơ đất đai",
        "thu gom rác thải",
        "đường liên thôn",
        "nước sạch",
        "hộ nghèo",
        "trật tự xây dựng",
        "chuyển đổi số",
        "nhà văn hóa",
        "lễ hội làng",
        "an toàn giao thông",
        "đơn thư kéo dài",
    ),
    (
        "từng tuần",
        "trong quý này",
        "ở ba thôn",
        "theo từng hộ",
        "bằng văn bản",
        "trước ngày 15",
        "sau sáp nhập",
        "cùng cấp trên",
        "tại nhà văn hóa",
    ),
    (
        "vì dân chờ lâu",
        "nên dân đồng thuận",
        "nhưng còn chậm",
        "để rõ trách nhiệm",
        "qua đó giảm khiếu nại",
        "song thiếu kinh phí",
        "và được giám sát",
        "nhờ kèm cặp cán bộ trẻ",
    ),
)

COMMENTS = (
    "Bám sát thực tế; nên so sánh với cùng kỳ năm trước.",
    "Giải pháp rõ người, rõ việc. Cần dự kiến kinh phí.",
    "Phân tích nguyên nhân còn thiên về khách quan.",
    "Cách viết mạch lạc; số liệu nên ghi nguồn.",
    "Tình huống hay, có thể trao đổi trước lớp.",
)

QUESTIONS = (
    (
        "Tiểu luận nộp bản giấy hay nộp trên cổng là đủ, thưa giảng viên?",
        "Nộp trên cổng là đủ; biên nhận trên cổng là căn cứ. Bản giấy chỉ nộp khi bảo vệ trước hội đồng.",
        False,
    ),
    (
        "Khi người dân ghi hình buổi tiếp dân thì chủ tọa xử lý thế nào cho đúng?",
        "Nội quy phòng tiếp dân quy định nơi được ghi hình; ta thông báo nội quy, không giằng co, vẫn lắng nghe và "
        "lập biên bản.",
        False,
    ),
    (
        "Xin tài liệu bài quản lý công theo kết quả để đọc trước.",
        "Tài liệu đã có trong phần bài học của chuyên đề 5.",
        False,
    ),
    ("Xã tôi chưa có bảng vị trí việc làm mới thì chấm điểm công chức theo tiêu chí nào?", "", True),
    ("Buổi thực tế tuần sau lớp đi xã nào, có phải tự túc xe không?", "", False),
)

EVALUATION_WORDS = (
    ("t1", "Phần xử lý tình huống rất sát việc hằng ngày, nên tăng thời lượng."),
    ("t1", "Giảng viên lấy ví dụ từ các xã ngoại thành, dễ vận dụng."),
    ("t1", "Được trao đổi với lãnh đạo các xã khác sau sắp xếp."),
    ("t1", "Kỹ năng chủ trì hội nghị, tôi áp dụng ngay tuần sau."),
    ("t2", "Phòng học buổi chiều nóng, âm thanh cuối phòng khó nghe."),
    ("t2", "Nên gửi tài liệu trước một tuần."),
    ("t2", "Giảm lý thuyết, thêm một buổi đi thực tế."),
)
